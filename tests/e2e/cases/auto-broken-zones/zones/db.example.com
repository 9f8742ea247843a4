$TTL 60
@    IN SOA ns.example.net. hostmaster.example.net. 1 7200 3600 1209600 60
@    IN NS  ns.example.net.
www  IN A   192.0.2.2
