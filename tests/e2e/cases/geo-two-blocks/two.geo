type DBIP-City-Lite
198.51.100.0/24 country.iso_code=NL continent.code=EU city.names.en=Delft
