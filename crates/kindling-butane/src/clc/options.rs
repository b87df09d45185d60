//! The options of etcd and flannel: which version has which, as what, and in which order they are written.
//!
//! An option is a row; a column is a set of options, named by the first version that has it. The number in a
//! column is the option's place in the generated command line, which is not the order of the input. Most
//! options keep their type; the one that changed it says so.

use std::{borrow::Cow, sync::LazyLock};

use kindling_ignition::{
    spec::Version,
    v2::table::{Def, Field, Ty, field},
};

use super::{
    rules,
    schema::{ETCD_COMMON, FLANNEL_COMMON},
};

/// One option: its key, which is its flag with underscores for hyphens, its type, and its place in each set;
/// 0 where the set does not have it.
type Row<const SETS: usize> = (&'static str, Kind, [u8; SETS]);

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Number,
    /// A number that became a text in the last set.
    NumberThenText,
}
use Kind::{Flag, Number, NumberThenText, Text};

/// Sets 2.3, 3.0, 3.1, 3.2 and 3.3.
#[rustfmt::skip]
const ETCD: [Row<5>; 62] = [
    ("advertise_client_urls", Text, [1, 17, 17, 18, 24]),
    ("ca_file", Text, [2, 30, 30, 31, 38]),
    ("cert_file", Text, [3, 31, 31, 32, 39]),
    ("client_cert_auth", Flag, [4, 33, 33, 34, 41]),
    ("cors", Text, [5, 12, 12, 13, 13]),
    ("data_dir", Text, [6, 2, 2, 2, 2]),
    ("debug", Flag, [7, 42, 42, 44, 54]),
    ("discovery", Text, [8, 18, 18, 19, 25]),
    ("discovery_fallback", Text, [9, 20, 20, 21, 27]),
    ("discovery_srv", Text, [10, 19, 19, 20, 26]),
    ("discovery_proxy", Text, [11, 21, 21, 22, 28]),
    ("election_timeout", Number, [12, 6, 6, 6, 6]),
    ("enable_pprof", Flag, [13, 7, 7, 7, 7]),
    ("force_new_cluster", Flag, [14, 44, 44, 46, 56]),
    ("heartbeat_interval", Number, [15, 5, 5, 5, 5]),
    ("initial_advertise_peer_urls", Text, [16, 13, 13, 14, 20]),
    ("initial_cluster", Text, [17, 14, 14, 15, 21]),
    ("initial_cluster_state", Text, [18, 15, 15, 16, 22]),
    ("initial_cluster_token", Text, [19, 16, 16, 17, 23]),
    ("key_file", Text, [20, 32, 32, 33, 40]),
    ("listen_client_urls", Text, [21, 9, 9, 10, 10]),
    ("listen_peer_urls", Text, [22, 8, 8, 9, 9]),
    ("log_package_levels", Text, [23, 43, 43, 45, 55]),
    ("max_snapshots", Number, [24, 10, 10, 11, 11]),
    ("max_wals", Number, [25, 11, 11, 12, 12]),
    ("name", Text, [26, 1, 1, 1, 1]),
    ("peer_ca_file", Text, [27, 36, 36, 37, 45]),
    ("peer_cert_file", Text, [28, 37, 37, 38, 46]),
    ("peer_key_file", Text, [29, 38, 38, 39, 47]),
    ("peer_client_cert_auth", Flag, [30, 39, 39, 40, 48]),
    ("peer_trusted_ca_file", Text, [31, 40, 40, 41, 50]),
    ("proxy", Text, [32, 24, 24, 25, 32]),
    ("proxy_dial_timeout", Number, [33, 27, 27, 28, 35]),
    ("proxy_failure_wait", Number, [34, 25, 25, 26, 33]),
    ("proxy_read_timeout", Number, [35, 29, 29, 30, 37]),
    ("proxy_refresh_interval", Number, [36, 26, 26, 27, 34]),
    ("proxy_write_timeout", Number, [37, 28, 28, 29, 36]),
    ("snapshot_count", Number, [38, 4, 4, 4, 4]),
    ("strict_reconfig_check", Flag, [39, 22, 22, 23, 29]),
    ("trusted_ca_file", Text, [40, 34, 34, 35, 43]),
    ("wal_dir", Text, [41, 3, 3, 3, 3]),
    ("auto_compaction_retention", NumberThenText, [0, 23, 23, 24, 30]),
    ("auto_tls", Flag, [0, 35, 35, 36, 44]),
    ("peer_auto_tls", Flag, [0, 41, 41, 42, 51]),
    ("metrics", Text, [0, 0, 45, 47, 57]),
    ("log_output", Text, [0, 0, 46, 48, 58]),
    ("enable_v2", Flag, [0, 0, 0, 8, 8]),
    ("auth_token", Text, [0, 0, 0, 43, 53]),
    ("quota_backend_bytes", Number, [0, 0, 0, 0, 14]),
    ("max_txn_ops", Number, [0, 0, 0, 0, 15]),
    ("max_request_bytes", Number, [0, 0, 0, 0, 16]),
    ("grpc_keepalive_min_time", Text, [0, 0, 0, 0, 17]),
    ("grpc_keepalive_interval", Text, [0, 0, 0, 0, 18]),
    ("grpc_keepalive_timeout", Text, [0, 0, 0, 0, 19]),
    ("auto_compaction_mode", Text, [0, 0, 0, 0, 31]),
    ("client_crl_file", Text, [0, 0, 0, 0, 42]),
    ("peer_crl_file", Text, [0, 0, 0, 0, 49]),
    ("peer_cert_allowed_cn", Text, [0, 0, 0, 0, 52]),
    ("listen_metrics_urls", Text, [0, 0, 0, 0, 59]),
    ("experimental_initial_corrupt_check", Flag, [0, 0, 0, 0, 60]),
    ("experimental_corrupt_check_time", Text, [0, 0, 0, 0, 61]),
    ("experimental_enable_v2v3", Text, [0, 0, 0, 0, 62]),
];

/// Sets 0.5, 0.6 and 0.7.
#[rustfmt::skip]
const FLANNEL: [Row<3>; 12] = [
    ("etcd_endpoints", Text, [1, 3, 3]),
    ("etcd_cafile", Text, [2, 4, 4]),
    ("etcd_certfile", Text, [3, 5, 5]),
    ("etcd_keyfile", Text, [4, 6, 6]),
    ("etcd_prefix", Text, [5, 7, 7]),
    ("ip_masq", Text, [6, 8, 8]),
    ("subnet_file", Text, [7, 9, 9]),
    ("interface", Text, [8, 10, 10]),
    ("public_ip", Text, [9, 11, 11]),
    ("etcd_username", Text, [0, 1, 1]),
    ("etcd_password", Text, [0, 2, 2]),
    ("kube_subnet_mgr", Flag, [0, 0, 12]),
];

/// The tables of etcd, one a set.
static ETCD_DEFS: LazyLock<[Def; 5]> = LazyLock::new(|| {
    let names = [
        "types.Etcd2",
        "types.Etcd3_0",
        "types.Etcd3_1",
        "types.Etcd3_2",
        "types.Etcd3_3",
    ];
    std::array::from_fn(|set| def(names[set], &ETCD, set, &ETCD_COMMON))
});

/// The tables of flannel, one a set.
static FLANNEL_DEFS: LazyLock<[Def; 3]> = LazyLock::new(|| {
    let names = ["types.Flannel0_5", "types.Flannel0_6", "types.Flannel0_7"];
    std::array::from_fn(|set| {
        let def = def(names[set], &FLANNEL, set, &FLANNEL_COMMON);
        if set == 2 {
            def.rule(rules::flannel)
        } else {
            def
        }
    })
});

fn def<const SETS: usize>(
    go: &'static str,
    rows: &[Row<SETS>],
    set: usize,
    common: &'static [Field],
) -> Def {
    let mut options: Vec<_> = rows
        .iter()
        .filter_map(|(key, kind, places)| {
            let place = places.get(set).copied().filter(|place| *place > 0)?;
            let ty = match kind {
                Text => Ty::OptText,
                Flag => Ty::OptFlag,
                Number => Ty::OptNumber,
                NumberThenText if set + 1 == SETS => Ty::OptText,
                NumberThenText => Ty::OptNumber,
            };
            Some((place, field(key, ty).option(key)))
        })
        .collect();
    options.sort_by_key(|(place, _)| *place);
    let fields = common
        .iter()
        .copied()
        .chain(options.into_iter().map(|(_, field)| field))
        .collect();
    Def {
        go,
        fields: Cow::Owned(fields),
        old_order: &[],
        rule: None,
    }
}

/// The flag that an option is written as: only one has another name.
pub(super) fn flag(key: &str) -> String {
    if key == "interface" {
        "iface".to_owned()
    } else {
        key.replace('_', "-")
    }
}

/// The options of a version of etcd; 3.0's where no version is given. A version may have none.
pub(super) fn etcd(version: Option<&Version>) -> Option<&'static Def> {
    let (major, minor) = version.map_or((3, 0), |version| (version.major, version.minor));
    let set = match (major, minor) {
        (2, 3..) => 0,
        (3, 0) => 1,
        (3, 1) => 2,
        (3, 2) => 3,
        (3, 3..) => 4,
        _ => return None,
    };
    ETCD_DEFS.get(set)
}

/// The options of a version of flannel; 0.6's where no version is given. A version may have none.
pub(super) fn flannel(version: Option<&Version>) -> Option<&'static Def> {
    let (major, minor) = version.map_or((0, 6), |version| (version.major, version.minor));
    let set = match (major, minor) {
        (0, 5) => 0,
        (0, 6) => 1,
        (0, 7..) => 2,
        _ => return None,
    };
    FLANNEL_DEFS.get(set)
}

#[cfg(test)]
mod tests {
    use super::{ETCD_DEFS, FLANNEL_DEFS};
    use kindling_ignition::v2::Spec;

    /// The places of a set are 1, 2, 3 and so on: a slip in the table would lose an option.
    #[test]
    fn every_set_is_complete() {
        let counts = |rows: &[(&str, super::Kind, &[u8])], set: usize| {
            let mut places: Vec<_> = rows
                .iter()
                .map(|(_, _, places)| places[set])
                .filter(|place| *place > 0)
                .collect();
            places.sort_unstable();
            let expected: Vec<_> = (1..).take(places.len()).collect();
            assert_eq!(places, expected, "set {set}");
        };
        let etcd: Vec<_> = super::ETCD
            .iter()
            .map(|(key, kind, places)| (*key, *kind, &places[..]))
            .collect();
        let flannel: Vec<_> = super::FLANNEL
            .iter()
            .map(|(key, kind, places)| (*key, *kind, &places[..]))
            .collect();
        (0..5).for_each(|set| counts(&etcd, set));
        (0..3).for_each(|set| counts(&flannel, set));
        assert!(
            ETCD_DEFS
                .iter()
                .all(|def| def.row(Spec::V2_3, "name").is_some())
        );
        assert!(
            FLANNEL_DEFS
                .iter()
                .all(|def| def.row(Spec::V2_3, "interface").is_some())
        );
    }
}
