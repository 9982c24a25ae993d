use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING,
    ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384,
    RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding,
};
use serde_json::json;

use crate::evidence::jose::jwks;
use crate::evidence::jose::jwks::Member;
use crate::evidence::jose::token::*;

/// A function that signs bytes.
type Sign = dyn Fn(&[u8]) -> Vec<u8>;

/// A private key that signs tokens, with its public key as JSON.
struct Signer {
    algorithm: &'static str,
    sign: Box<Sign>,
    key: Value,
}

fn base64url(bytes: &[u8]) -> String {
    BASE64URL.encode(bytes)
}

fn rsa(algorithm: &'static str, with: &'static dyn RsaEncoding) -> Signer {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = pair.public_key();
    let [n, e] = [public.modulus(), public.exponent()].map(|it| {
        let bytes = it.big_endian_without_leading_zero();
        base64url(bytes)
    });
    Signer {
        algorithm,
        key: json!({ "kty": "RSA", "n": n, "e": e }),
        sign: Box::new(move |text| {
            let mut signature = vec![0; pair.public_modulus_len()];
            let random = SystemRandom::new();
            pair.sign(with, &random, text, &mut signature).unwrap();
            signature
        }),
    }
}

fn ecdsa(algorithm: &'static str, crv: &str, with: &'static EcdsaSigningAlgorithm) -> Signer {
    let pair = EcdsaKeyPair::generate(with).unwrap();
    let point = pair.public_key().as_ref()[1..].to_vec();
    let (x, y) = point.split_at(point.len() / 2);
    Signer {
        algorithm,
        key: json!({ "kty": "EC", "crv": crv, "x": base64url(x), "y": base64url(y) }),
        sign: Box::new(move |text| {
            let signature = pair.sign(&SystemRandom::new(), text).unwrap();
            signature.as_ref().to_vec()
        }),
    }
}

fn es256() -> Signer {
    ecdsa("ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING)
}

fn ed25519(algorithm: &'static str) -> Signer {
    let pair = Ed25519KeyPair::generate().unwrap();
    let x = base64url(pair.public_key().as_ref());
    Signer {
        algorithm,
        key: json!({ "kty": "OKP", "crv": "Ed25519", "x": x }),
        sign: Box::new(move |text| pair.sign(text).as_ref().to_vec()),
    }
}

/// One key of each algorithm that is verified.
fn signers() -> Vec<Signer> {
    vec![
        rsa("RS256", &RSA_PKCS1_SHA256),
        rsa("RS384", &RSA_PKCS1_SHA384),
        rsa("RS512", &RSA_PKCS1_SHA512),
        rsa("PS256", &RSA_PSS_SHA256),
        rsa("PS384", &RSA_PSS_SHA384),
        rsa("PS512", &RSA_PSS_SHA512),
        es256(),
        ecdsa("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        ecdsa("ES512", "P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
        ecdsa("ES256K", "secp256k1", &ECDSA_P256K1_SHA256_FIXED_SIGNING),
        ed25519("EdDSA"),
        ed25519("Ed25519"),
    ]
}

impl Signer {
    /// Returns a token with these fields in its header.
    fn token(&self, more: Value) -> Presented {
        let mut header = json!({ "alg": self.algorithm });
        for (name, value) in more.as_object().unwrap() {
            header[name] = value.clone();
        }
        let claims = json!({ "jti": "025a10e5-82ff-40a5-a10c-03a9a819d6eb" });
        let [header, claims] = [header, claims].map(|it| base64url(it.to_string().as_bytes()));
        let signed = format!("{header}.{claims}");
        let signature = base64url(&(self.sign)(signed.as_bytes()));
        Presented::read(&format!("{signed}.{signature}")).unwrap()
    }

    /// Returns the public key under a name, with these fields set. `null` removes a field.
    fn key(&self, kid: &str, more: Value) -> PublicKey {
        let mut key = self.key.clone();
        key["kid"] = json!(kid);
        for (name, value) in more.as_object().unwrap() {
            key[name] = value.clone();
        }
        key.as_object_mut().unwrap().retain(|_, it| !it.is_null());
        public(&key)
    }
}

fn public(key: &Value) -> PublicKey {
    let members = jwks::read(json!({ "keys": [key] }).to_string().as_bytes()).unwrap();
    match members.into_iter().next() {
        Some(Member::Public(key)) => key,
        other => panic!("no public key: {other:?}"),
    }
}

fn named(kid: &str) -> Value {
    json!({ "kid": kid })
}

fn none() -> Value {
    json!({})
}

#[test]
fn every_algorithm_holds_for_its_own_key_and_fails_for_another() {
    for (one, other) in signers().iter().zip(signers()) {
        let token = one.token(named("a"));
        let own = [one.key("a", none())];
        let algorithm = one.algorithm;
        assert!(
            matches!(token.verify(&own), KeySetCheck::Holds(_)),
            "{algorithm}"
        );
        let wrong = [other.key("a", none())];
        assert_eq!(
            token.verify(&wrong),
            KeySetCheck::Fails("a".to_owned()),
            "{algorithm}"
        );
        assert_eq!(
            token.against(&wrong),
            SignatureCheck::Fails("a".to_owned()),
            "{algorithm}"
        );
        let bits = match algorithm {
            "ES512" => Some(512),
            "EdDSA" | "Ed25519" => None,
            _ => algorithm[2..5].parse().ok(),
        };
        let hash = token.token.digest.map(|it| it.as_bytes().len() * 8);
        assert_eq!(hash, bits, "{algorithm}");
    }
}

#[test]
fn a_key_of_another_kind_verifies_nothing_and_disproves_nothing() {
    let signers = signers();
    for one in &signers {
        let family = |it: &Signer| (it.key["kty"].clone(), it.key["crv"].clone());
        for other in signers.iter().filter(|it| family(it) != family(one)) {
            let verified = one.token(named("a")).verify(&[other.key("a", none())]);
            let pair = (one.algorithm, other.algorithm);
            assert!(
                matches!(verified, KeySetCheck::Cannot(_)),
                "{pair:?}: {verified:?}"
            );
        }
    }
}

#[test]
fn a_key_that_cannot_be_used_verifies_nothing_and_disproves_nothing() {
    let (rsa, ec) = (rsa("RS256", &RSA_PKCS1_SHA256), es256());
    let cut = |name: &str| {
        let text = ec.key[name].as_str().unwrap();
        text[..text.len() - 4].to_owned()
    };
    let both = |key: Value| [(&rsa, key.clone()), (&ec, key)];
    let cases = [
        both(json!({ "use": "enc" })),
        both(json!({ "use": 1 })),
        both(json!({ "key_ops": ["sign"] })),
        both(json!({ "key_ops": [] })),
        both(json!({ "key_ops": "verify" })),
        both(json!({ "alg": "RS512" })),
        both(json!({ "alg": "ES384" })),
        both(json!({ "alg": "PS256" })),
        both(json!({ "kty": "AKP" })),
        both(json!({ "kty": "rsa" })),
        [(&rsa, json!({ "n": "AQAB" })), (&rsa, json!({ "n": null }))],
        [(&rsa, json!({ "n": "!!" })), (&rsa, json!({ "e": "AA" }))],
        [(&rsa, json!({ "e": "AQ" })), (&rsa, json!({ "e": "Ag" }))],
        [
            (&ec, json!({ "x": cut("x") })),
            (&ec, json!({ "y": cut("y") })),
        ],
        [
            (&ec, json!({ "x": ec.key["y"] })),
            (&ec, json!({ "y": ec.key["x"] })),
        ],
        [
            (&ec, json!({ "crv": "P-384" })),
            (&ec, json!({ "crv": "P-521" })),
        ],
        [
            (&ec, json!({ "crv": "secp256k1" })),
            (&ec, json!({ "crv": null })),
        ],
        [(&ec, json!({ "x": null })), (&ec, json!({ "kty": "OKP" }))],
    ];
    for (signer, change) in cases.into_iter().flatten() {
        let problem = signer.key("a", change.clone()).problem();
        assert_eq!(problem.is_some(), change.get("alg").is_none(), "{change}");
        for header in [named("a"), none()] {
            let token = signer.token(header);
            let verified = token.verify(&[signer.key("a", change.clone())]);
            assert!(
                matches!(verified, KeySetCheck::Cannot(_)),
                "{change}: {verified:?}"
            );
            assert_eq!(
                token.against(&[signer.key("a", change.clone())]),
                SignatureCheck::None
            );
        }
    }
}

#[test]
fn a_private_key_of_that_name_is_left_unread() {
    let signer = es256();
    let mut private = signer.key.clone();
    private["d"] = json!("c2VjcmV0");
    private["kid"] = json!("a");
    let members = jwks::read(private.to_string().as_bytes()).unwrap();
    let [Member::Secret { kid }] = members.as_slice() else {
        panic!("{members:?}");
    };
    let verified = signer.token(named("a")).verify(&[PublicKey::unread(kid)]);
    assert!(matches!(verified, KeySetCheck::Cannot(_)), "{verified:?}");
}

#[test]
fn a_key_that_is_written_loosely_is_used() {
    let (rsa, ec) = (rsa("RS256", &RSA_PKCS1_SHA256), es256());
    let n = BASE64URL.decode(rsa.key["n"].as_str().unwrap()).unwrap();
    let zero = base64url(&[vec![0], n].concat());
    let padded = |it: &Value| format!("{}==", it.as_str().unwrap());
    let one_pad = |it: &Value| format!("{}=", it.as_str().unwrap());
    for (signer, change) in [
        (&rsa, json!({ "n": zero })),
        (&rsa, json!({ "n": padded(&rsa.key["n"]) })),
        (
            &ec,
            json!({ "x": one_pad(&ec.key["x"]), "y": one_pad(&ec.key["y"]) }),
        ),
        (
            &rsa,
            json!({ "use": "sig", "key_ops": ["verify"], "alg": "RS256" }),
        ),
    ] {
        let verified = signer
            .token(named("a"))
            .verify(&[signer.key("a", change.clone())]);
        assert!(
            matches!(verified, KeySetCheck::Holds(_)),
            "{change}: {verified:?}"
        );
    }
}

#[test]
fn keys_of_the_name_in_the_token_decide_and_no_others() {
    let (a, b) = (es256(), es256());
    let keys = [a.key("a", none()), b.key("b", none())];
    let made_by_b = |header| b.token(header).verify(&keys);
    assert_eq!(made_by_b(named("a")), KeySetCheck::Fails("a".to_owned()));
    assert!(matches!(made_by_b(named("b")), KeySetCheck::Holds(_)));
    assert!(matches!(made_by_b(none()), KeySetCheck::Holds(_)));
    assert!(matches!(made_by_b(named("")), KeySetCheck::Holds(_)));
    let unknown = KeySetCheck::NoSuchKey {
        named: "c".to_owned(),
        made_by: Some("b".to_owned()),
    };
    assert_eq!(made_by_b(named("c")), unknown);
    assert_eq!(b.token(named("c")).against(&keys), SignatureCheck::None);
    let other = es256().token(none()).verify(&keys);
    assert_eq!(other, KeySetCheck::NoneOfThem);
}

#[test]
fn of_several_keys_of_one_name_one_is_enough_and_a_damaged_one_leaves_it_open() {
    let (right, wrong) = (es256(), es256());
    let token = right.token(named("a"));
    let sound = wrong.key("a", none());
    let damaged = right.key("a", json!({ "x": "AA" }));
    let foreign = right.key("a", json!({ "kty": "AKP" }));
    let keys = |more: &PublicKey| [sound.clone(), more.clone()];
    let own = right.key("a", none());
    assert!(matches!(token.verify(&keys(&own)), KeySetCheck::Holds(_)));
    assert!(matches!(
        token.verify(&keys(&damaged)),
        KeySetCheck::Cannot(_)
    ));
    assert_eq!(
        token.verify(&keys(&foreign)),
        KeySetCheck::Fails("a".to_owned())
    );
}

#[test]
fn a_header_that_asks_for_what_is_not_known_is_refused() {
    let signer = es256();
    let key = [signer.key("a", none())];
    for crit in [
        json!(["exp"]),
        json!(["b64"]),
        json!([]),
        json!("exp"),
        json!([1]),
    ] {
        let verified = signer.token(json!({ "crit": crit })).verify(&key);
        assert!(
            matches!(verified, KeySetCheck::Cannot(_)),
            "{crit}: {verified:?}"
        );
    }
}

#[test]
fn an_unprotected_header_can_refuse_a_token_and_no_more() {
    let signer = es256();
    let key = [signer.key("a", none())];
    let beside = |header| signer.token(named("a")).beside(Some(&header)).verify(&key);
    let verified = beside(json!({ "crit": ["x"] }));
    assert!(matches!(verified, KeySetCheck::Cannot(_)), "{verified:?}");
    for header in [json!({ "kid": "b", "alg": "none" }), json!("crit")] {
        let verified = beside(header.clone());
        assert!(matches!(verified, KeySetCheck::Holds(_)), "{header}");
    }
}

#[test]
fn an_algorithm_that_is_not_verified_here_is_still_a_token() {
    for algorithm in ["HS256", "ML-DSA-65", "Ed448", "RS1", "none"] {
        let signer = Signer {
            algorithm,
            sign: Box::new(|_| b"signature".to_vec()),
            key: es256().key,
        };
        let token = signer.token(named("a"));
        assert!(token.token.credential.is_some());
        assert_eq!(token.token.digest, None);
        let verified = token.verify(&[signer.key("a", none())]);
        assert!(
            matches!(verified, KeySetCheck::Cannot(_)),
            "{algorithm}: {verified:?}"
        );
    }
}

#[test]
fn nothing_is_read_by_its_position_and_an_array_is_no_object() {
    let token = |header: &str, claims: &str| {
        let text = format!(
            "{}.{}.c2ln",
            base64url(header.as_bytes()),
            base64url(claims.as_bytes())
        );
        Presented::read(&text).map(|it| it.token.credential)
    };
    let jti = "025a10e5-82ff-40a5-a10c-03a9a819d6eb";
    let header = r#"{"alg":"ES256"}"#;
    assert_eq!(
        token(header, &format!("[\"{jti}\"]")),
        Err(NotAToken::Payload)
    );
    assert_eq!(token(r#"["ES256"]"#, "{}"), Err(NotAToken::Header));
    assert_eq!(token(r#"{"alg":1}"#, "{}"), Err(NotAToken::Header));
    assert_eq!(token(header, r#"{"jti":1}"#), Ok(None));
    let five = [base64url(header.as_bytes()); 1].join(".") + ".a.b.c.d";
    assert_eq!(Presented::read(&five).err(), Some(NotAToken::Encrypted));
}
