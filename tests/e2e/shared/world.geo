# The world of most geo cases: documentation prefixes, one country each.
NL = country.iso_code=NL continent.code=EU country.is_in_european_union=true
DE = country.iso_code=DE continent.code=EU country.is_in_european_union=true
GB = country.iso_code=GB continent.code=EU
CH = country.iso_code=CH continent.code=EU
US = country.iso_code=US continent.code=NA
CA = country.iso_code=CA continent.code=NA
NA = country.iso_code=NA continent.code=AF
RE = country.iso_code=RE continent.code=AF country.is_in_european_union=true
AQ = continent.code=AN
JP = country.iso_code=JP continent.code=AS

192.0.2.0/24       NL
198.51.100.0/24    DE
203.0.113.0/25     US
203.0.113.128/26   CA
203.0.113.192/27   NA
203.0.113.224/28   RE
203.0.113.240/29   GB
203.0.113.248/30   CH
203.0.113.252/31   JP
203.0.113.254/32   AQ
2001:db8:1::/48    NL
2001:db8:2::/48    DE
2001:db8:3::/48    US
2001:db8:4:1000::/52 NL
2001:db8:4:2000::/52 US
