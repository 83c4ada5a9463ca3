//! What was checked is kept with the rules, through commands, events, states and snapshots.

use super::*;
use crate::operations::{DeploymentTerms, OpenProgramme, Operation, PublishRules};
use crate::{Command, Engine, Rejection, State, Time};

fn clearance(reference: &str) -> Clearance {
    let sha256 = Sha256([0xab; 32]);
    let opinion = OpinionUsed { finding: "team-pay".to_owned(), reference: reference.to_owned(), sha256 };
    Clearance { profile: "cn-counsel".to_owned(), deployment_file: sha256, opinions: vec![opinion] }
}

fn at(milliseconds: i64, operation: impl Into<Operation>) -> Command {
    Command::new(Time::from_milliseconds(milliseconds), "operator", operation)
}

fn open(clearance: Clearance) -> Command {
    at(0, OpenProgramme { clearance: Some(clearance), ..OpenProgramme::new(clean_rules()) })
}

fn opened(command: &Command) -> Result<Engine, Rejection> {
    let mut engine = Engine::new();
    engine.execute(&at(0, DeploymentTerms::sandbox()))?;
    engine.execute(command)?;
    Ok(engine)
}

#[test]
fn a_clearance_is_kept_with_its_version_of_the_rules() {
    let command = open(clearance("（2026）第 17 号"));
    let mut engine = opened(&command).unwrap();
    let later = PublishRules::new(clean_rules(), Time::from_milliseconds(9));
    engine.execute(&at(1, PublishRules { clearance: Some(clearance("18")), ..later }).approved_by("second")).unwrap();
    let bytes = minicbor::to_vec(&command).unwrap();
    assert_eq!(minicbor::decode::<Command>(&bytes).unwrap(), command);
    let restored = State::from_bytes(&engine.state().to_bytes()).unwrap();
    assert_eq!(restored.hash(), engine.state().hash());
    let kept: Vec<_> = restored.programmes[0].versions.iter().map(|version| version.clearance.clone()).collect();
    assert_eq!(kept, [Some(clearance("（2026）第 17 号")), Some(clearance("18"))]);
}

#[test]
fn without_a_clearance_the_bytes_are_what_they_were() {
    let rules = minicbor::to_vec(clean_rules()).unwrap();
    // An array of one: the field that is absent at its end is not written.
    assert_eq!(minicbor::to_vec(OpenProgramme::new(clean_rules())).unwrap(), [&[0x81], rules.as_slice()].concat());
}

#[test]
fn what_no_check_gives_is_refused() {
    let refused = |clearance| opened(&open(clearance)).map(|_| ()).unwrap_err();
    assert_eq!(refused(clearance(&"x".repeat(1_025))), Rejection::LimitExceeded);
    let opinions = vec![clearance("17").opinions[0].clone(); 1_001];
    assert_eq!(refused(Clearance { opinions, ..clearance("17") }), Rejection::LimitExceeded);
    assert_eq!(refused(Clearance { profile: "a b".to_owned(), ..clearance("17") }), Rejection::IdentifierInvalid);
}
