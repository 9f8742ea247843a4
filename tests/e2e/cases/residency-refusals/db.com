$ORIGIN com.example.org.
$TTL 300
@  SOA ns hostmaster 1 7200 1800 86400 60
@  NS ns
ns A 127.0.0.1
nl A 192.0.2.10
us A 192.0.2.30
