//! Where webhooks may go: to addresses of the public internet. Whoever can set a URL must not make this machine ask
//! its own network, or the metadata service of its cloud, in their name.

use crate::error::OfficeError;
use crate::limits::WEBHOOK_URL_BYTES_MAX;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use url::{Host, Url};

/// What a deployment allows beyond the public internet over https, for tests and closed networks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetRules {
    /// Without encryption too.
    pub allow_http: bool,
    /// Private, loopback and all other addresses too.
    pub allow_private: bool,
}

impl TargetRules {
    /// The URL as it is kept, if a webhook may have it. A name is looked up at each delivery, not only here: what it
    /// stands for can change.
    pub fn check(self, url: &str) -> Result<Url, OfficeError> {
        let invalid = OfficeError::WebhookUrlInvalid;
        if url.len() > WEBHOOK_URL_BYTES_MAX {
            return Err(invalid);
        }
        let Ok(url) = Url::parse(url) else { return Err(invalid) };
        let is_encrypted = url.scheme() == "https" || (self.allow_http && url.scheme() == "http");
        if !is_encrypted || !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err(invalid);
        }
        match url.host() {
            None => return Err(invalid),
            Some(Host::Ipv4(address)) => self.admit(address.into())?,
            Some(Host::Ipv6(address)) => self.admit(address.into())?,
            Some(Host::Domain(_)) => {}
        }
        Ok(url)
    }

    /// The address to which a delivery to `url` goes now. The connection is made to exactly this one: a name that is
    /// looked up again could stand for another. A name with even one address that is refused is refused.
    pub async fn resolve(self, url: &Url) -> Result<SocketAddr, OfficeError> {
        let port = url.port_or_known_default().ok_or(OfficeError::WebhookUrlInvalid)?;
        let addresses: Vec<SocketAddr> = match url.host() {
            None => return Err(OfficeError::WebhookUrlInvalid),
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            Some(Host::Domain(name)) => {
                let found = tokio::net::lookup_host((name, port)).await;
                found.map_err(|_| OfficeError::WebhookAddressUnknown)?.collect()
            }
        };
        self.choose(&addresses)
    }

    fn choose(self, addresses: &[SocketAddr]) -> Result<SocketAddr, OfficeError> {
        for address in addresses {
            self.admit(address.ip())?;
        }
        addresses.first().copied().ok_or(OfficeError::WebhookAddressUnknown)
    }

    fn admit(self, address: IpAddr) -> Result<(), OfficeError> {
        if self.allow_private || is_public(address) {
            Ok(())
        } else {
            Err(OfficeError::WebhookAddressRefused { address })
        }
    }
}

/// Whether an address is one of the public internet: none that is private, local, shared, reserved, a group, a tunnel
/// to another, or a metadata service.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => address.to_ipv4_mapped().map_or_else(|| is_public_v6(address), is_public_v4),
    }
}

/// Blocks of the IANA special-purpose registry that the internet does not route, as network and length; the last is
/// the metadata service of Azure, which has an address that looks public.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 31, 196, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (Ipv4Addr::new(168, 63, 129, 16), 32),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let is_in = |(network, length): &(Ipv4Addr, u32)| (address.to_bits() ^ network.to_bits()) >> (32 - length) == 0;
    !NOT_PUBLIC_V4.iter().any(is_in)
}

/// Of version 6 only `2000::/3` is routed, without: protocol assignments and Teredo (`2001::/23`), documentation
/// (`2001:db8::/32`, `3fff::/20`) and 6to4 (`2002::/16`), which can lead to any address of version 4.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let is_global = first & 0xe000 == 0x2000;
    let is_protocol = first == 0x2001 && second < 0x0200;
    let is_documentation = (first == 0x2001 && second == 0x0db8) || (first == 0x3fff && second < 0x1000);
    is_global && !is_protocol && !is_documentation && first != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_public_internet_is_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "3fff::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "168.63.129.17",
            "198.20.0.1",
            "223.255.255.1",
            "2606:4700:4700::1111",
            "240e::1",
            "::ffff:8.8.8.8",
        ] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn urls_that_hide_where_they_lead_are_seen_through() {
        let rules = TargetRules::default();
        for url in [
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:7f00:1]/",
            "https://169.254.169.254/latest/meta-data/",
            "https://①②⑦.0.0.1/",
        ] {
            let error = rules.check(url).unwrap_err();
            assert_eq!(error.code(), "webhook_address_refused", "{url}");
        }
        for url in [
            "",
            "http://example.com/",
            "ftp://example.com/",
            "file:///etc/passwd",
            "https://",
            "//example.com",
            "example.com",
            "https://user@example.com/",
            "https://user:word@example.com/",
            "https://example.com/#there",
            &format!("https://example.com/{}", "x".repeat(2_048)),
        ] {
            assert_eq!(rules.check(url).unwrap_err().code(), "webhook_url_invalid", "{url}");
        }
        assert_eq!(
            rules.check("https://例え.example:8443/a?b=c").unwrap().as_str(),
            "https://xn--r8jz45g.example:8443/a?b=c"
        );
        let open = TargetRules { allow_http: true, allow_private: true };
        assert!(open.check("http://127.0.0.1:9/").is_ok());
    }

    #[tokio::test]
    async fn a_name_is_looked_up_and_judged_by_all_that_it_stands_for() {
        let url = Url::parse("https://localhost:444/").unwrap();
        assert_eq!(TargetRules::default().resolve(&url).await.unwrap_err().code(), "webhook_address_refused");
        let open = TargetRules { allow_http: false, allow_private: true };
        let found = open.resolve(&url).await.unwrap();
        assert!(found.ip().is_loopback() && found.port() == 444, "{found}");

        let (public, private) = ("1.1.1.1:443".parse().unwrap(), "10.0.0.1:443".parse().unwrap());
        let rules = TargetRules::default();
        assert_eq!(rules.choose(&[public]).unwrap(), public);
        assert_eq!(rules.choose(&[public, private]).unwrap_err().code(), "webhook_address_refused");
        assert_eq!(rules.choose(&[]).unwrap_err().code(), "webhook_address_unknown");
    }
}
