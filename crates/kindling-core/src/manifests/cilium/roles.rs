//! What operator and agent may do.

use k8s_openapi::api::rbac::v1::PolicyRule;

use crate::manifests::object::rule;

/// The core API group.
const CORE: &str = "";
const READ: &[&str] = &["get", "list", "watch"];

pub(super) fn operator() -> Vec<PolicyRule> {
    vec![
        // Restarts cluster DNS pods that started before the network did.
        rule(CORE, &["pods"], &["get", "list", "watch", "delete"]),
        rule(CORE, &["nodes"], &["list", "watch"]),
        rule(CORE, &["nodes", "nodes/status"], &["patch"]),
        rule("discovery.k8s.io", &["endpointslices"], READ),
        rule(CORE, &["services"], READ),
        // Gives addresses to load balancers.
        rule(CORE, &["services/status"], &["update"]),
        // Resolves policies that name services, and asks whether the API server answers.
        rule(CORE, &["services", "endpoints", "namespaces"], READ),
        rule(
            "cilium.io",
            &[
                "ciliumnetworkpolicies",
                "ciliumnetworkpolicies/status",
                "ciliumnetworkpolicies/finalizers",
                "ciliumclusterwidenetworkpolicies",
                "ciliumclusterwidenetworkpolicies/status",
                "ciliumclusterwidenetworkpolicies/finalizers",
                "ciliumendpoints",
                "ciliumendpoints/status",
                "ciliumendpoints/finalizers",
                "ciliumnodes",
                "ciliumnodes/status",
                "ciliumnodes/finalizers",
                "ciliumidentities",
                "ciliumidentities/status",
                "ciliumidentities/finalizers",
                "ciliumlocalredirectpolicies",
                "ciliumlocalredirectpolicies/status",
                "ciliumlocalredirectpolicies/finalizers",
                "ciliumendpointslices",
                "ciliumloadbalancerippools",
                "ciliumloadbalancerippools/status",
                "ciliumcidrgroups",
                "ciliuml2announcementpolicies",
                "ciliuml2announcementpolicies/status",
                "ciliumpodippools",
            ],
            &["*"],
        ),
        rule(
            "apiextensions.k8s.io",
            &["customresourcedefinitions"],
            &["create", "get", "list", "update", "watch"],
        ),
        // Elects one of several operators.
        rule(
            "coordination.k8s.io",
            &["leases"],
            &["create", "get", "update"],
        ),
    ]
}

pub(super) fn agent() -> Vec<PolicyRule> {
    vec![
        rule("networking.k8s.io", &["networkpolicies"], READ),
        rule("discovery.k8s.io", &["endpointslices"], READ),
        rule(
            CORE,
            &["namespaces", "services", "pods", "endpoints", "nodes"],
            READ,
        ),
        rule(CORE, &["nodes/status"], &["patch"]),
        rule(
            "apiextensions.k8s.io",
            &["customresourcedefinitions"],
            &["create", "get", "list", "watch", "update"],
        ),
        rule(
            "cilium.io",
            &[
                "ciliumnetworkpolicies",
                "ciliumnetworkpolicies/status",
                "ciliumclusterwidenetworkpolicies",
                "ciliumclusterwidenetworkpolicies/status",
                "ciliumendpoints",
                "ciliumendpoints/status",
                "ciliumnodes",
                "ciliumnodes/status",
                "ciliumidentities",
                "ciliumidentities/status",
                "ciliumlocalredirectpolicies",
                "ciliumlocalredirectpolicies/status",
                "ciliumegressnatpolicies",
                "ciliumendpointslices",
                "ciliumcidrgroups",
                "ciliuml2announcementpolicies",
                "ciliuml2announcementpolicies/status",
                "ciliumpodippools",
            ],
            &["*"],
        ),
    ]
}
