NL = country.iso_code=NL continent.code=EU
DE = country.iso_code=DE continent.code=EU
FR = country.iso_code=FR continent.code=EU
192.0.2.0/25     NL
192.0.2.128/25   DE
198.51.100.0/25  DE
198.51.100.128/25 FR
203.0.113.0/25   NL
