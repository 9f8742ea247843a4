type GeoLite2-ASN
192.0.2.0/24 autonomous_system_number=64496 autonomous_system_organization=Example_Net
