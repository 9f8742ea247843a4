127.0.0.1/32 country.iso_code=NL continent.code=EU
