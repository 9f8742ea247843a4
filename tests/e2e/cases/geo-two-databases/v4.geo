ip_version 4
type dnsd-flat
192.0.2.0/24 country_code=NL
