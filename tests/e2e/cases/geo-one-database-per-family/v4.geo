ip_version 4
type GeoLite2-Country
192.0.2.0/24 country.iso_code=NL continent.code=EU
