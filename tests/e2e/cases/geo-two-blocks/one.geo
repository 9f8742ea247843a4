192.0.2.0/24 country.iso_code=NL continent.code=EU
