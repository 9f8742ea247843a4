type GeoLite2-City
192.0.2.0/24 country.iso_code=NL country.names.en=The_Netherlands continent.code=EU country.is_in_european_union=true city.names.en=Eindhoven
