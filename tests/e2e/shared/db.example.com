$ORIGIN example.com.
$TTL 3600
@    IN SOA ns1 hostmaster 7 7200 3600 1209600 600
     IN NS  ns1
     IN MX  5 mail.example.org.
ns1  IN A   198.51.100.1
www  IN A   198.51.100.80
