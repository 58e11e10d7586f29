//! Keys and proofs of Groth16 over BN254, made here: the setup is in this process, so it makes proofs by its secrets'
//! values and needs no polynomials. A verifier sees the same keys and proofs as any.

use ark_bn254::{Fq, Fq2, Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{AffineRepr, CurveGroup, PrimeGroup};
use ark_ff::{BigInteger, Field, One, PrimeField, Zero};

/// A sum of variables. Number 0 is one; then come the public inputs, then the others.
pub type Sum = Vec<(usize, Fr)>;

/// Products of two sums that are a third one.
pub struct Circuit {
    pub public: usize,
    pub constraints: Vec<[Sum; 3]>,
}

fn one(variable: usize) -> Sum {
    vec![(variable, Fr::one())]
}

/// One more than a variable.
fn more(variable: usize) -> Sum {
    [one(0), one(variable)].concat()
}

impl Circuit {
    /// Public inputs: the context, x, and the square of x. The context is in a constraint, with a square that is private.
    pub fn square_of_words() -> Self {
        let squared = [one(2), one(2), one(3)];
        let bound = [more(1), more(1), one(4)];
        Self {
            public: 3,
            constraints: vec![squared, bound],
        }
    }

    /// Public inputs, each in a constraint with a square that is private: for formats whose circuits are others' programs.
    pub fn of_numbers(public: usize) -> Self {
        let squared = |at: usize| [more(at), more(at), one(at + public)];
        Self {
            public,
            constraints: (1..=public).map(squared).collect(),
        }
    }

    /// All variables: a product that is the next number is calculated.
    fn variables(&self, inputs: &[Fr]) -> Vec<Fr> {
        assert_eq!(inputs.len(), self.public);
        let mut all = [&[Fr::one()], inputs].concat();
        for [left, right, product] in &self.constraints {
            if product[0].0 == all.len() {
                all.push(value(left, &all) * value(right, &all));
            }
        }
        all
    }
}

fn value(sum: &Sum, variables: &[Fr]) -> Fr {
    sum.iter().map(|(at, times)| variables[*at] * times).sum()
}

/// A circuit's setup, with its secrets.
pub struct Setup {
    circuit: Circuit,
    alpha: Fr,
    beta: Fr,
    gamma: Fr,
    delta: Fr,
    /// The Lagrange polynomials of the constraints at the secret point, and the polynomial that is zero at all of them.
    lagrange: Vec<Fr>,
    zero: Fr,
    seed: u64,
}

impl Setup {
    /// The secrets follow from a seed.
    pub fn new(circuit: Circuit, seed: u64) -> Self {
        let secret = |number: u64| Fr::from(seed * 10 + number + 3).pow([0x1234_5678_9abc_def1]);
        let [alpha, beta, gamma, delta, tau] = [1, 2, 3, 4, 5].map(secret);
        let points: Vec<Fr> = (1..=circuit.constraints.len() as u64)
            .map(Fr::from)
            .collect();
        let lagrange = points.iter().map(|at| {
            let others = points.iter().filter(|other| *other != at);
            let factors = others.map(|other| (tau - other) / (*at - other));
            factors.product::<Fr>()
        });
        Self {
            lagrange: lagrange.collect(),
            zero: points.iter().map(|at| tau - at).product(),
            circuit,
            alpha,
            beta,
            gamma,
            delta,
            seed,
        }
    }

    /// Whose gamma is its delta: its second phase was left out.
    pub fn unsafe_one(circuit: Circuit, seed: u64) -> Self {
        let setup = Self::new(circuit, seed);
        Self {
            delta: setup.gamma,
            ..setup
        }
    }

    /// The polynomials of a variable at the secret point: in left sums, right sums, products.
    fn at(&self, variable: usize) -> [Fr; 3] {
        [0, 1, 2].map(|side| {
            let rows = self.circuit.constraints.iter().zip(&self.lagrange);
            let terms = rows.flat_map(|(row, lagrange)| {
                let here = row[side].iter().filter(|(at, _)| *at == variable);
                here.map(move |(_, times)| *times * lagrange)
            });
            terms.sum()
        })
    }

    fn mixed(&self, variable: usize) -> Fr {
        let [left, right, product] = self.at(variable);
        self.beta * left + self.alpha * right + product
    }

    /// The words of the verifying key.
    pub fn key(&self) -> Vec<[u8; 32]> {
        let mut words = first(g1(self.alpha)).to_vec();
        for secret in [self.beta, self.gamma, self.delta] {
            words.extend(second(g2(secret)));
        }
        for variable in 0..=self.circuit.public {
            words.extend(first(g1(self.mixed(variable) / self.gamma)));
        }
        words
    }

    /// A proof that the circuit holds for the public inputs. Panics where it does not.
    pub fn prove(&self, inputs: &[[u8; 32]]) -> Vec<u8> {
        let inputs: Vec<Fr> = inputs.iter().map(scalar).collect();
        let variables = self.circuit.variables(&inputs);
        for [left, right, product] in &self.circuit.constraints {
            let made = value(left, &variables) * value(right, &variables);
            assert_eq!(
                made,
                value(product, &variables),
                "the circuit does not hold"
            );
        }
        self.proof(&variables)
    }

    /// The same by the secrets alone, whatever the inputs are: what an account can do that knows them.
    pub fn forge(&self, inputs: &[[u8; 32]]) -> Vec<u8> {
        let inputs: Vec<Fr> = inputs.iter().map(scalar).collect();
        let all = [&[Fr::one()], &inputs[..]].concat();
        let stated: Fr = (0..).zip(&all).map(|(at, it)| self.mixed(at) * it).sum();
        let (a, b) = (Fr::from(7u64), Fr::from(11u64));
        let c = (a * b - self.alpha * self.beta - stated) / self.delta;
        words_of(g1(a), g2(b), g1(c))
    }

    fn proof(&self, variables: &[Fr]) -> Vec<u8> {
        let all = || variables.iter().enumerate();
        let sum = |side: usize| all().map(|(at, it)| self.at(at)[side] * it).sum::<Fr>();
        let [left, right, product] = [0, 1, 2].map(sum);
        let quotient = (left * right - product) / self.zero;
        let [r, s] = [1u64, 2].map(|it| Fr::from(self.seed + it) / Fr::from(17u64));
        let a = self.alpha + left + r * self.delta;
        let b = self.beta + right + s * self.delta;
        let hidden = all().skip(1 + self.circuit.public);
        let hidden: Fr = hidden.map(|(at, it)| self.mixed(at) * it).sum();
        let c = (hidden + quotient * self.zero) / self.delta + a * s + b * r - r * s * self.delta;
        words_of(g1(a), g2(b), g1(c))
    }
}

fn words_of(a: G1Affine, b: G2Affine, c: G1Affine) -> Vec<u8> {
    let words = [&first(a)[..], &second(b), &first(c)].concat();
    words.concat()
}

fn g1(times: Fr) -> G1Affine {
    (G1Projective::generator() * times).into_affine()
}

fn g2(times: Fr) -> G2Affine {
    (G2Projective::generator() * times).into_affine()
}

/// x and y.
fn first(point: G1Affine) -> [[u8; 32]; 2] {
    let (x, y) = point.xy().expect("not at infinity");
    [word(x), word(y)]
}

/// x and y, of each the imaginary part first.
fn second(point: G2Affine) -> [[u8; 32]; 4] {
    let (x, y): (Fq2, Fq2) = point.xy().expect("not at infinity");
    [x.c1, x.c0, y.c1, y.c0].map(word)
}

fn word(number: Fq) -> [u8; 32] {
    number.into_bigint().to_bytes_be().try_into().unwrap()
}

fn scalar(word: &[u8; 32]) -> Fr {
    let number = Fr::from_be_bytes_mod_order(word);
    assert!(!number.is_zero() || *word == [0; 32], "below the order");
    number
}

/// A point of the second curve that is not in the group: the pairing is not defined for it.
pub fn outside_of_the_second_group() -> [[u8; 32]; 4] {
    let candidates = (1u64..).map(|it| Fq2::new(Fq::from(it), Fq::zero()));
    let mut on_curve = candidates.flat_map(|x| G2Affine::get_point_from_x_unchecked(x, false));
    let outside = on_curve.find(|point| !point.is_in_correct_subgroup_assuming_on_curve());
    second(outside.unwrap())
}
