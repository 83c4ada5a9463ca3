//! A deployment with everybody of a city in it, before the first order.

use crate::BenchError;
use crate::city::City;
use rand_chacha::ChaCha8Rng;
use ratchet_core::Time;
use ratchet_core::operations::{Mode, OpenProgramme};
use ratchet_deployment::{Creation, Deployment, create};
use ratchet_journal::OpenOptions;
use std::path::Path;

/// Registrations in one frame.
const REGISTRATION_GROUP: usize = 10_000;

/// A sandbox in `root` in which all of `city` are registered, drawing from `draw`; everything is durable.
pub(crate) fn populated(city: &City, draw: &mut ChaCha8Rng, root: &Path) -> Result<Deployment, BenchError> {
    let creation = Creation {
        mode: Mode::Sandbox,
        zone: "Asia/Shanghai".to_owned(),
        refundable_days: 90,
        programmes: vec![("main".to_owned(), OpenProgramme::new(City::rules()))],
        actor: "bench".to_owned(),
    };
    create(root, &creation, Time::from_milliseconds(0))?;
    let (mut deployment, _) = Deployment::open(root, OpenOptions::default())?;
    for command in city.registrations(draw) {
        deployment.execute(&command)?;
        if deployment.pending() == REGISTRATION_GROUP {
            deployment.commit()?;
        }
    }
    deployment.commit()?;
    Ok(deployment)
}
