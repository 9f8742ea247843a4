type GeoLite2-City
NL = country.iso_code=NL country.names.en=The_Netherlands country.is_in_european_union=true continent.code=EU continent.names.en=Europe
192.0.2.0/24 NL city.names.en=Eindhoven location.latitude=51.4381 location.longitude=-5.4752 location.time_zone=Europe/Amsterdam postal.code=x5611 subdivisions.0.iso_code=NB subdivisions.1.iso_code=EHV
