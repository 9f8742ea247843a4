NL = country.iso_code=NL continent.code=EU
US = country.iso_code=US continent.code=NA
127.0.0.0/8  NL
192.0.2.0/24 US
