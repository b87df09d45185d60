//! The `ignition` section, resources and kernel arguments.

use crate::{
    schema::{Field, Role, objects},
    spec::Spec,
};

objects! {
    /// About Ignition itself.
    Ignition as "Ignition", key(_this) "";
    {
        /// Configs to merge in or to use instead.
        config: IgnitionConfig = Field::new("config");
        /// Proxies for fetching.
        proxy: Proxy = Field::new("proxy").since(Spec::V3_1);
        /// How fetched things are trusted.
        security: Security = Field::new("security");
        /// Time limits for fetching.
        timeouts: Timeouts = Field::new("timeouts");
        /// The specification's version.
        version: String = Field::new("version").always_from(Spec::V3_4);
    }

    /// Other configs.
    IgnitionConfig as "IgnitionConfig", key(_this) "";
    {
        /// Configs that are merged onto this one, in order.
        merge: Vec<Resource> = Field::new("merge").role(Role::Reference);
        /// A config that replaces this one.
        replace: Resource = Field::new("replace").role(Role::Reference);
    }

    /// Something to fetch.
    Resource as "Resource", key(this) this.source.as_deref().unwrap_or("");
    {
        /// `gzip`, or nothing.
        compression: Option<String> = Field::new("compression");
        /// HTTP headers of the request.
        http_headers: Vec<Header> = Field::new("httpHeaders").since(Spec::V3_1).removed_without("value");
        /// The URL.
        source: Option<String> = Field::new("source");
        /// What the contents must be.
        verification: Verification = Field::new("verification");
    }

    /// An HTTP header. Without a value it removes the header when merging.
    Header as "HTTPHeader", key(this) this.name.as_str();
    {
        /// Its name.
        name: String = Field::new("name").always();
        /// Its value.
        value: Option<String> = Field::new("value");
    }

    /// What fetched contents must be.
    Verification as "Verification", key(_this) "";
    {
        /// `sha512-HEX`, or from 3.1 on `sha256-HEX`.
        hash: Option<String> = Field::new("hash");
    }

    /// Proxies for fetching.
    Proxy as "Proxy", key(_this) "";
    {
        /// For `http` URLs.
        http_proxy: Option<String> = Field::new("httpProxy");
        /// For `https` URLs.
        https_proxy: Option<String> = Field::new("httpsProxy");
        /// Hosts that are reached directly.
        no_proxy: Vec<String> = Field::new("noProxy").go_item("NoProxyItem");
    }

    /// How fetched things are trusted.
    Security as "Security", key(_this) "";
    {
        /// TLS.
        tls: Tls = Field::new("tls");
    }

    /// TLS.
    Tls as "TLS", key(_this) "";
    {
        /// Authorities that are trusted besides the built-in ones.
        certificate_authorities: Vec<Resource> = Field::new("certificateAuthorities").role(Role::Authority);
    }

    /// Time limits for fetching, in seconds.
    Timeouts as "Timeouts", key(_this) "";
    {
        /// Until the headers of a response are there.
        http_response_headers: Option<i64> = Field::new("httpResponseHeaders");
        /// For a whole request with its retries.
        http_total: Option<i64> = Field::new("httpTotal");
    }

    /// Arguments of the kernel.
    KernelArguments as "KernelArguments", key(_this) "";
    {
        /// Arguments that are added.
        should_exist: Vec<String> =
            Field::new("shouldExist").namespace("kernel arguments").go_item("KernelArgument");
        /// Arguments that are removed.
        should_not_exist: Vec<String> =
            Field::new("shouldNotExist").namespace("kernel arguments").go_item("KernelArgument");
    }
}
