use thriftwood::{TEnum as _, UnknownEnumValue};

use crate::sample::Color;
use crate::{binary, read};

#[test]
fn text_of_named_and_unnamed_values() {
    assert_eq!(Color::RED.to_string(), "RED");
    assert_eq!(Color(7).to_string(), "7");
    assert_eq!(format!("{:?}", Color::BLUE), "Color::BLUE");
    assert_eq!(format!("{:?}", Color(-7)), "Color(-7)");
    assert_eq!(
        format!("{:>5}|{:<6}|", Color::RED, Color(7)),
        "  RED|7     |"
    );
}

#[test]
fn parsing_takes_names_and_numbers() {
    assert_eq!("GREEN".parse(), Ok(Color::GREEN));
    assert_eq!("-7".parse(), Ok(Color(-7)));
    let error = "green".parse::<Color>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "`green` is neither a name nor a number of Color"
    );
}

#[test]
fn conversion_takes_named_numbers_only() {
    assert_eq!(Color::try_from(1000), Ok(Color::BLUE));
    let unknown = UnknownEnumValue {
        of: "Color",
        value: 3,
    };
    assert_eq!(Color::try_from(3), Err(unknown));
    assert_eq!(i32::from(Color(3)), 3);
}

#[test]
fn unnamed_values_survive_the_wire() {
    assert_eq!(read::<Color>(&binary(&Color(-5))).unwrap().value(), -5);
}
