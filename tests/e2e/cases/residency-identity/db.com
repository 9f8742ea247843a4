$ORIGIN example.com.
$TTL 300
@  SOA ns hostmaster 1 7200 1800 86400 60
@  NS ns
ns A 127.0.0.1
