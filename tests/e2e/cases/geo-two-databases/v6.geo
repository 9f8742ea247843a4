type dnsd-flat
2001:db8::/32 country_code=US
