# The flat schema of the npm registry's databases: no continent, no membership.
type country
192.0.2.0/24    country_code=NL
198.51.100.0/24 country_code=US
203.0.113.0/25  country_code=RE
203.0.113.128/25 country_code=JP
