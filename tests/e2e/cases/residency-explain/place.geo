# Of the shape of MaxMind's test database: islands of known places in a sea of unknown ones.
SE = country.iso_code=SE continent.code=EU country.is_in_european_union=true registered_country.iso_code=DE
GB = country.iso_code=GB continent.code=EU
GI = country.iso_code=GI continent.code=EU
US = country.iso_code=US continent.code=NA
BT = country.iso_code=BT continent.code=AS
PH = country.iso_code=PH continent.code=AS
NL = country.iso_code=NL continent.code=EU country.is_in_european_union=true
FR = country.iso_code=FR continent.code=EU country.is_in_european_union=true
CH = country.iso_code=CH continent.code=EU
EUROPE = continent.code=EU

89.160.20.112/28   SE
89.160.20.128/25   SE
2.125.160.216/29   GB
81.2.69.160/27     GB
217.65.48.0/29     GI
67.43.156.0/24     BT
202.196.224.0/20   PH
216.160.83.56/29   US
2a02:e040::/29     NL
2a02:cfc0::/29     FR
2a02:d000::/29     CH
2a02:d500::/29     EUROPE
2a02:d540::/29     FR
2a02:e000::/29     FR
