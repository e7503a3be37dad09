//! A run as the first line of its trace, and back: so a recorded file can be run again.

use super::{Kernel, Limits, RunSpec, nanos};
use crate::policy::{Policy, Switch};
use crate::runtime::{Costs, CpuQuota, Noise};
use crate::scenario::moment::Moment;
use crate::scenario::{Machine, Scenario, Stop};
use crate::trace::header::{self, GO, Header};

impl RunSpec {
    /// What the first line of its trace says.
    pub fn header(&self) -> Header {
        let Scenario { name, path, file, title, args, env, source, policy, costs, .. } =
            &self.scenario;
        let Machine { seed, noise, cpu_quota, memory, .. } = self.scenario.machine;
        let threads = self.kernel == Kernel::Threads;
        let in_virtual_time = |what: String| (!threads).then_some(what);
        Header {
            by: env!("CARGO_PKG_VERSION").into(),
            go: GO.into(),
            program: name.clone(),
            path: path.clone(),
            file: file.clone(),
            threads,
            procs: self.scenario.machine.procs(),
            cores: self.scenario.machine.cores(),
            seed,
            noise: in_virtual_time(noise.to_string()).unwrap_or_default(),
            cpu_quota: cpu_quota.map(|quota| quota.to_string()).and_then(in_virtual_time),
            policy: policy.switches().map(|switch| switch.name().into()).collect(),
            costs: costs.changed().map(|(name, cost)| (name.into(), cost)).collect(),
            memory,
            limits: Some(header::Limits {
                time: nanos(self.limits.time),
                cpu: nanos(self.limits.cpu),
                events: self.limits.events,
                memory: self.limits.memory,
            }),
            args: args.clone(),
            env: env.clone(),
            title: title.clone(),
            tour: self.scenario.tour.iter().map(stop).collect(),
            source: source.clone(),
        }
    }
}

fn stop(Stop { at, say }: &Stop) -> header::Stop {
    header::Stop { at: at.to_string(), say: say.clone() }
}

/// The tour that the first line of a trace tells.
///
/// # Errors
/// A moment that can't be understood: a sentence.
pub fn tour(header: &Header) -> Result<Vec<Stop>, String> {
    let stop =
        |stop: &header::Stop| Ok(Stop { at: Moment::parse(&stop.at)?, say: stop.say.clone() });
    header.tour.iter().map(stop).collect()
}

/// The switches that were on.
///
/// # Errors
/// One that this gmpsim does not have: a sentence.
pub fn policy(header: &Header) -> Result<Policy, String> {
    let mut policy = Policy::default();
    for name in &header.policy {
        let switch = Switch::all().find(|switch| switch.name() == name);
        policy.extend(switch.map(Policy::from));
        switch.ok_or_else(|| format!("there is no switch {name}"))?;
    }
    Ok(policy)
}

impl TryFrom<&Header> for RunSpec {
    type Error = String;

    /// What makes the same run again, but for what it reads.
    fn try_from(header: &Header) -> Result<RunSpec, String> {
        if header.source.is_empty() {
            return Err("the trace does not have the program's text".into());
        }
        if header.threads {
            return Err("it ran on real threads".into());
        }
        let quota = |text: &String| {
            let quota = text.parse().ok().and_then(CpuQuota::of);
            quota.ok_or_else(|| format!("there is no CPU quota {text}"))
        };
        let mut costs = Costs::default();
        for (name, cost) in &header.costs {
            *costs.get_mut(name).ok_or_else(|| format!("there is no cost {name}"))? = *cost;
        }
        let bare = Scenario::bare(&header.file, &header.path, header.source.clone());
        let limits = header.limits.map_or_else(Limits::default, |limits| Limits {
            time: std::time::Duration::from_nanos(limits.time),
            cpu: std::time::Duration::from_nanos(limits.cpu),
            events: limits.events,
            memory: limits.memory,
        });
        let scenario = Scenario {
            name: header.program.clone(),
            title: header.title.clone(),
            args: header.args.clone(),
            env: header.env.clone(),
            machine: Machine {
                procs: Some(header.procs),
                cores: Some(header.cores),
                seed: header.seed,
                noise: Noise::named(&header.noise)
                    .ok_or_else(|| format!("there is no noise {:?}", header.noise))?,
                cpu_quota: header.cpu_quota.as_ref().map(quota).transpose()?,
                memory: header.memory,
                max_time: None,
            },
            costs,
            policy: policy(header)?,
            tour: tour(header)?,
            ..bare
        };
        Ok(RunSpec { limits, ..RunSpec::new(scenario) })
    }
}
