# Loopback addresses as if they were somewhere, so that the source address counts.
NL = country.iso_code=NL continent.code=EU
DE = country.iso_code=DE continent.code=EU
US = country.iso_code=US continent.code=NA
127.0.0.1/32 NL
127.0.0.2/32 DE
192.0.2.0/24 US
