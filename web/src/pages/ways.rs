//! The ways artifacts take to machines, as data: one card a way, with its steps and their commands.

use kindling_core::nodes::shell;

use crate::worker::{Packing, Plan};

/// One step of a way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub words: String,
    /// The commands; nothing where words are enough.
    pub commands: Vec<String>,
    /// An artifact to look at.
    pub artifact: Option<String>,
    /// The way to go on with.
    pub next: Option<&'static str>,
}

/// A way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// A word for it in the page.
    pub id: &'static str,
    /// Its name.
    pub title: &'static str,
    /// When to take it.
    pub words: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// What can be downloaded.
    pub downloads: &'static [Packing],
    /// Whether secrets go this way.
    pub secret: bool,
    /// What of it is secret.
    pub secrets: &'static str,
}

fn step(words: impl Into<String>, commands: &[String]) -> Step {
    Step {
        words: words.into(),
        commands: commands.to_vec(),
        ..Step::default()
    }
}

/// Unpacking the archive of this name: every way begins in its folder.
fn unpack(plan: &Plan, file: &str) -> Step {
    let mut commands = vec![
        shell::command(["unzip", &format!("{file}.zip")]),
        shell::command(["cd", &plan.name]),
    ];
    commands.extend(plan.commands.verify.iter().cloned());
    step(
        "Download the zip, unpack it, and stay in its folder.",
        &commands,
    )
}

/// What machines need in front of their first boot from the network.
fn images(plan: &Plan) -> Option<Step> {
    plan.cached.then(|| Step {
        words: "The machines install from files of your own: fetch them first.".to_owned(),
        artifact: Some("cached-install.md".to_owned()),
        ..Step::default()
    })
}

/// Every way of a cluster; downloads are called `file`.
pub fn ways(plan: &Plan, file: &str) -> Vec<Way> {
    let commands = &plan.commands;
    let boot = || {
        step(
            "Let each machine boot from the network once, and from its disk afterwards. With IPMI:",
            &commands.boot,
        )
    };
    let next = || Step {
        words: "When the machines are installed, go on with the bundle by scp.".to_owned(),
        next: Some("bundle"),
        ..Step::default()
    };
    let port = plan
        .endpoint
        .rsplit(':')
        .next()
        .filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let matchbox = [
        Some(unpack(plan, file)),
        images(plan),
        Some(step(
            "On matchbox’s host, put the configs into its folders.",
            &commands.fill_matchbox,
        )),
        Some(step(
            "Or send them there from here.",
            &commands.send_to_matchbox,
        )),
        Some(step(
            "Ask matchbox what the first controller gets.",
            &commands.ask_matchbox,
        )),
        Some(boot()),
        Some(next()),
    ];
    let served = shell::command([
        "python3",
        "-m",
        "http.server",
        "--directory",
        "served",
        port.unwrap_or("80"),
    ]);
    let plain = [
        Some(unpack(plan, file)),
        images(plan),
        Some(step(
            "Gather what is served: these two folders and nothing else.",
            &commands.gather_static,
        )),
        Some(step(
            format!("Serve that folder at {}. In a lab:", plan.endpoint),
            &[served],
        )),
        Some(step(
            "Point iPXE at the first script: in the DHCP server’s boot file name, or by hand at iPXE’s prompt.",
            &[format!("chain {}/ipxe/boot.ipxe", plan.endpoint)],
        )),
        Some(step("Ask the server for it.", &commands.ask_static)),
        Some(boot()),
        Some(next()),
    ];
    let bundle = [
        Some(step(
            "Every controller gets the kubeconfig and the assets bundle, and lays the bundle out.",
            &commands.controllers,
        )),
        (!commands.workers.is_empty()).then(|| {
            step(
                "Every worker gets the kubeconfig, which starts its kubelet.",
                &commands.workers,
            )
        }),
        Some(step(
            "On one controller, once: start the control plane.",
            &commands.start,
        )),
        Some(step("Watch it.", &commands.watch)),
        Some(step("See whether every machine is Ready.", &commands.check)),
    ];
    let everything = [
        Some(unpack(plan, file)),
        Some(step(
            "Or the tar.",
            &[shell::command(["tar", "-xf", &format!("{file}.tar")])],
        )),
        Some(Step {
            words: "README.md in it is the runbook: every command from there to a running cluster."
                .to_owned(),
            artifact: Some("README.md".to_owned()),
            ..Step::default()
        }),
    ];
    let way =
        |id, title, words: String, steps: Vec<Option<Step>>, downloads, secret, secrets| Way {
            id,
            title,
            words,
            steps: steps.into_iter().flatten().collect(),
            downloads,
            secret,
            secrets,
        };
    vec![
        way(
            "matchbox",
            "matchbox folder",
            format!("For a matchbox that answers at {}.", plan.endpoint),
            matchbox.into(),
            &[Packing::Zip],
            false,
            "Nothing that matchbox serves is secret: a network gives it to anyone.",
        ),
        way(
            "ipxe",
            "Plain iPXE",
            "Without matchbox: any web server that serves two folders.".to_owned(),
            plain.into(),
            &[Packing::Zip],
            false,
            "Nothing in these two folders is secret. Never serve the others.",
        ),
        way(
            "bundle",
            "Bundle by scp",
            "After the first boot: the secrets go to the machines over ssh, by your own hand."
                .to_owned(),
            bundle.into(),
            &[Packing::Zip],
            true,
            "assets, kubeconfig and admin.conf hold keys or tokens. They go to the machines this way alone.",
        ),
        way(
            "everything",
            "Everything",
            "All artifacts in one file, for a repository of secrets or another machine.".to_owned(),
            everything.into(),
            &[Packing::Zip, Packing::Tar],
            true,
            "assets, kubeconfig and admin.conf are in it: keep the file where only you can read it.",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_ports_are_the_endpoint_s() {
        let mut plan = Plan {
            name: "mercury".into(),
            endpoint: "http://matchbox.example.com:8080".into(),
            ..Plan::default()
        };
        let all = |plan: &Plan| -> String {
            let lines = ways(plan, "it's")
                .into_iter()
                .flat_map(|way| way.steps)
                .flat_map(|step| step.commands);
            lines.collect::<Vec<_>>().join("\n")
        };
        assert!(all(&plan).contains("unzip 'it'\\''s.zip'"));
        assert!(all(&plan).contains("--directory served 8080"));
        plan.endpoint = "http://matchbox.example.com".into();
        assert!(all(&plan).contains("--directory served 80"));
    }

    #[test]
    fn the_secret_ways_say_so_and_images_come_first() {
        let plan = Plan {
            cached: true,
            ..Plan::default()
        };
        for way in ways(&plan, "x") {
            assert_eq!(
                way.secret,
                !way.secrets.starts_with("Nothing"),
                "{}",
                way.id
            );
            let cached = way
                .steps
                .iter()
                .any(|step| step.artifact.as_deref() == Some("cached-install.md"));
            assert_eq!(cached, ["matchbox", "ipxe"].contains(&way.id), "{}", way.id);
        }
    }
}
