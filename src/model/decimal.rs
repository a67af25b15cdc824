//! Exact decimals of 28 significant digits. Nothing here passes through a binary float.
//!
//! A result is exact where it fits 28 significant digits and 28 decimal places; otherwise it is rounded half even,
//! once, from the exact result. Storage, comparison and text form are `rust_decimal`'s; its products and quotients
//! round in places where the language promises not to, so those are computed here from 256-bit integers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use ethnum::U256;
use rust_decimal::Decimal as Raw;

/// Significant digits of a result.
const DIGITS: u32 = 28;
/// Decimal places of a result at the most.
const PLACES: u32 = 28;

/// An exact decimal number. `4.0` and `4.00` are equal and print as they were written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Decimal(Raw);

impl Ord for Decimal {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0.scale() == other.0.scale() {
            return self.0.mantissa().cmp(&other.0.mantissa());
        }
        self.cmp_scaled(other)
    }
}

impl Decimal {
    /// The order of two numbers of different scales.
    fn cmp_scaled(&self, other: &Self) -> Ordering {
        const TENS: [i128; 10] =
            [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];
        let (a, b) = (self.0, other.0);
        match TENS.get(a.scale().abs_diff(b.scale()) as usize) {
            // 96 bits times a thousand million stay below 127 bits.
            Some(apart) if a.scale() < b.scale() => a.mantissa().wrapping_mul(*apart).cmp(&b.mantissa()),
            Some(apart) => a.mantissa().cmp(&b.mantissa().wrapping_mul(*apart)),
            None => a.cmp(&b),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Why there is no such decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalError {
    /// Not the text of a number.
    Malformed,
    /// More than 28 significant digits.
    TooManyDigits,
    /// More than 28 decimal places.
    TooManyPlaces,
    /// 10^28 or more.
    TooLarge,
    /// Division by zero.
    DivisionByZero,
}

impl fmt::Display for DecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a number",
            Self::TooManyDigits => "more than 28 significant digits",
            Self::TooManyPlaces => "more than 28 decimal places",
            Self::TooLarge => "a number of 10^28 or more",
            Self::DivisionByZero => "division by zero",
        })
    }
}

impl Decimal {
    /// 0
    pub const ZERO: Self = Self(Raw::ZERO);

    /// Reads a decimal from the digits of a JSON or policy number: sign, digits, point, digits, exponent.
    ///
    /// # Errors
    /// Where the text is no number, or the number does not fit exactly; nothing is rounded.
    ///
    /// ```
    /// use zhun::model::Decimal;
    /// assert_eq!(Decimal::parse("3.4999999999999999999").unwrap().to_string(), "3.4999999999999999999");
    /// assert_eq!(Decimal::parse("1.5e2").unwrap().to_string(), "150");
    /// assert!(Decimal::parse("1e400").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, DecimalError> {
        if let Some(short) = Self::short(text) {
            return Ok(short);
        }
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, Some(exponent)),
            None => (rest, None),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits_only = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !digits_only(whole)
            || !digits_only(fraction)
            || (number.contains('.') && fraction.is_empty())
        {
            return Err(DecimalError::Malformed);
        }
        let exponent = match exponent {
            None => 0,
            Some(e) => {
                let digits = e.strip_prefix(['+', '-']).unwrap_or(e);
                if digits.is_empty() || !digits_only(digits) {
                    return Err(DecimalError::Malformed);
                }
                // An exponent too long for an i32 is as good as one that is far out of range.
                e.parse::<i32>().unwrap_or(if e.starts_with('-') { -1_000_000 } else { 1_000_000 })
            }
        };
        Self::from_digits(negative, whole, fraction, exponent)
    }

    /// Reads digits with or without a point, where they are few enough for 64 bits, which most are; none for any other
    /// text, and for zero.
    fn short(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        if digits.len() > 18 {
            return None;
        }
        let (mut number, mut point) = (0_i64, None);
        for (at, byte) in digits.iter().enumerate() {
            match byte {
                b'0'..=b'9' => number = number * 10 + i64::from(byte - b'0'),
                b'.' if point.is_none() && at > 0 && at + 1 < digits.len() => point = Some(at),
                _ => return None,
            }
        }
        if number == 0 {
            return None;
        }
        let places = point.map_or(0, |point| digits.len() - point - 1);
        let raw = Raw::new(if negative { -number } else { number }, u32::try_from(places).ok()?);
        Some(Self(raw))
    }

    fn from_digits(negative: bool, whole: &str, fraction: &str, exponent: i32) -> Result<Self, DecimalError> {
        let significant = || whole.bytes().chain(fraction.bytes()).skip_while(|b| *b == b'0');
        let count = significant().count();
        if count == 0 {
            let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX).min(i64::from(PLACES));
            return Ok(Self(Raw::new(0, u32::try_from(places).unwrap_or(0))));
        }
        // Trailing zeros that do not fit may go, since they carry no value.
        let trailing = whole.bytes().chain(fraction.bytes()).rev().take_while(|b| *b == b'0').count();
        let mut places = i64::try_from(fraction.len()).unwrap_or(i64::MAX).saturating_sub(i64::from(exponent));
        let mut drop = 0;
        while drop < trailing && (places > i64::from(PLACES) || (count - drop) as u64 > u64::from(DIGITS)) {
            drop += 1;
            places -= 1;
        }
        let magnitude = i64::try_from(count - drop).unwrap_or(i64::MAX).saturating_sub(places);
        if magnitude > i64::from(DIGITS) {
            return Err(DecimalError::TooLarge);
        }
        if places > i64::from(PLACES) {
            return Err(DecimalError::TooManyPlaces);
        }
        if (count - drop) as u64 > u64::from(DIGITS) {
            return Err(DecimalError::TooManyDigits);
        }
        let mut mantissa: i128 = 0;
        for digit in significant().take(count - drop) {
            mantissa = mantissa * 10 + i128::from(digit - b'0');
        }
        while places < 0 {
            mantissa *= 10;
            places += 1;
        }
        if negative {
            mantissa = -mantissa;
        }
        let scale = u32::try_from(places).unwrap_or(0);
        Raw::try_from_i128_with_scale(mantissa, scale).map(Self).map_err(|_| DecimalError::TooLarge)
    }

    /// `self + other`.
    ///
    /// # Errors
    /// Where the result is 10^28 or more.
    pub fn checked_add(self, other: Self) -> Result<Self, DecimalError> {
        let scale = self.0.scale().max(other.0.scale());
        let (a, b) = (self.at_scale(scale), other.at_scale(scale));
        let (negative, magnitude) = match (self.is_negative(), other.is_negative()) {
            (x, y) if x == y => (x, a + b),
            (x, _) if a >= b => (x, a - b),
            (_, y) => (y, b - a),
        };
        rounded(negative, magnitude, scale, false)
    }

    /// The exact sum of some numbers, rounded once at the end, so that their order does not matter.
    ///
    /// # Errors
    /// Where the result is 10^28 or more.
    pub fn sum(numbers: impl IntoIterator<Item = Self>) -> Result<Self, DecimalError> {
        let (mut scale, mut gains, mut losses) = (0, U256::ZERO, U256::ZERO);
        for number in numbers {
            // Fewer than 2^64 numbers below 10^56 stay below 2^256.
            if number.0.scale() > scale {
                let unit = ten_to(number.0.scale() - scale);
                (gains, losses) = (gains * unit, losses * unit);
                scale = number.0.scale();
            }
            let side = if number.is_negative() { &mut losses } else { &mut gains };
            *side += number.at_scale(scale);
        }
        let negative = losses > gains;
        rounded(negative, if negative { losses - gains } else { gains - losses }, scale, false)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// Where the result is 10^28 or more.
    pub fn checked_sub(self, other: Self) -> Result<Self, DecimalError> {
        self.checked_add(-other)
    }

    /// `self * other`.
    ///
    /// # Errors
    /// Where the result is 10^28 or more.
    pub fn checked_mul(self, other: Self) -> Result<Self, DecimalError> {
        let magnitude = self.magnitude() * other.magnitude();
        rounded(self.is_negative() != other.is_negative(), magnitude, self.0.scale() + other.0.scale(), false)
    }

    /// `self / other`, without trailing zeros after the point.
    ///
    /// # Errors
    /// Where `other` is zero or the result is 10^28 or more.
    pub fn checked_div(self, other: Self) -> Result<Self, DecimalError> {
        let divisor = other.magnitude();
        if divisor == U256::ZERO {
            return Err(DecimalError::DivisionByZero);
        }
        let mut dividend = self.magnitude();
        let mut scale = i64::from(self.0.scale()) - i64::from(other.0.scale());
        // Enough digits that the quotient has two more than are kept; the remainder settles ties.
        let want = digits(divisor) + DIGITS + 2;
        while dividend != U256::ZERO && (digits(dividend) < want || scale < 0) {
            if digits(dividend) > 74 {
                return Err(DecimalError::TooLarge);
            }
            dividend *= U256::new(10);
            scale += 1;
        }
        if dividend == U256::ZERO {
            return Ok(Self::ZERO);
        }
        let (quotient, remainder) = (dividend / divisor, dividend % divisor);
        let scale = u32::try_from(scale).map_err(|_| DecimalError::TooLarge)?;
        let result = rounded(self.is_negative() != other.is_negative(), quotient, scale, remainder != U256::ZERO)?;
        Ok(Self(result.0.normalize()))
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Rounded to `places` decimal places, halves away from zero (四舍五入). Negative places round whole digits away.
    ///
    /// # Errors
    /// Where the result is 10^28 or more.
    pub fn round_half_up(self, places: i64) -> Result<Self, DecimalError> {
        let scale = i64::from(self.0.scale());
        if places >= scale {
            return Ok(self);
        }
        let drop = scale - places;
        if drop > 40 {
            return Ok(Self::ZERO);
        }
        let unit = ten_to(u32::try_from(drop).unwrap_or(0));
        let mut magnitude = self.magnitude() / unit;
        if (self.magnitude() % unit) * U256::new(2) >= unit {
            magnitude += U256::ONE;
        }
        if places < 0 {
            magnitude *= ten_to(u32::try_from(-places).unwrap_or(0));
        }
        rounded(self.is_negative(), magnitude, u32::try_from(places.max(0)).unwrap_or(0), false)
    }

    /// The whole number, where it is one and fits 64 bits.
    #[must_use]
    pub fn to_i64(self) -> Option<i64> {
        if !self.0.is_integer() {
            return None;
        }
        i64::try_from(self.0.normalize().mantissa()).ok()
    }

    /// How many digits it has after the point, as it prints.
    #[must_use]
    pub fn places(self) -> u32 {
        self.0.scale()
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    fn magnitude(self) -> U256 {
        U256::new(self.0.mantissa().unsigned_abs())
    }

    fn at_scale(self, scale: u32) -> U256 {
        self.magnitude() * ten_to(scale.saturating_sub(self.0.scale()))
    }
}

/// The number with the other sign; zero stays zero.
impl std::ops::Neg for Decimal {
    type Output = Self;

    fn neg(self) -> Self {
        if self.0.is_zero() { self } else { Self(-self.0) }
    }
}

fn ten_to(n: u32) -> U256 {
    U256::new(10).pow(n)
}

fn digits(n: U256) -> u32 {
    if n == U256::ZERO {
        return 1;
    }
    // log10(2) = 0.30103; the estimate is at most one too small.
    let bits = 256 - n.leading_zeros();
    let estimate = (bits - 1) * 30103 / 100_000;
    if n >= ten_to(estimate + 1) { estimate + 2 } else { estimate + 1 }
}

/// `±magnitude / 10^scale`, plus a little where `sticky`, rounded half even to what a decimal holds.
fn rounded(negative: bool, magnitude: U256, scale: u32, sticky: bool) -> Result<Decimal, DecimalError> {
    let surplus = digits(magnitude).saturating_sub(DIGITS);
    let drop = surplus.max(scale.saturating_sub(PLACES));
    if surplus > scale {
        // More than 28 digits before the point.
        return Err(DecimalError::TooLarge);
    }
    let (mut kept, scale) = if drop == 0 {
        (magnitude, scale)
    } else if drop > 76 {
        (U256::ZERO, PLACES)
    } else {
        let unit = ten_to(drop);
        let (mut kept, rest) = (magnitude / unit, magnitude % unit);
        let half = unit / U256::new(2);
        let odd = kept % U256::new(2) == U256::ONE;
        if rest > half || (rest == half && (sticky || odd)) {
            kept += U256::ONE;
        }
        (kept, scale - drop)
    };
    let mut scale = scale;
    if digits(kept) > DIGITS {
        // Rounding up made a power of ten.
        if scale == 0 {
            return Err(DecimalError::TooLarge);
        }
        kept /= U256::new(10);
        scale -= 1;
    }
    let mantissa = i128::try_from(kept.as_u128()).map_err(|_| DecimalError::TooLarge)?;
    let mantissa = if negative { -mantissa } else { mantissa };
    Raw::try_from_i128_with_scale(mantissa, scale).map(Decimal).map_err(|_| DecimalError::TooLarge)
}

impl From<i64> for Decimal {
    fn from(n: i64) -> Self {
        Self(Raw::from(n))
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;
    fn from_str(s: &str) -> Result<Self, DecimalError> {
        Self::parse(s)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn keeps_the_digits_it_came_with() {
        for text in ["4.0", "4.00", "0", "-0.10", "3.4999999999999999999", "9999999999999999999999999999"] {
            assert_eq!(d(text).to_string(), text);
        }
        assert_eq!(d("4.0"), d("4.00"));
    }

    #[test]
    fn refuses_what_does_not_fit() {
        assert_eq!(Decimal::parse("1e400"), Err(DecimalError::TooLarge));
        assert_eq!(Decimal::parse("0.1e-400"), Err(DecimalError::TooManyPlaces));
        assert_eq!(Decimal::parse("1e99999999999"), Err(DecimalError::TooLarge));
        assert_eq!(Decimal::parse("1.23456789012345678901234567891"), Err(DecimalError::TooManyPlaces));
        assert_eq!(Decimal::parse("12.345678901234567890123456789"), Err(DecimalError::TooManyDigits));
        for text in ["", "-", ".5", "1.", "1e", "e1", "1_0", "+1", "0x1", "NaN"] {
            assert_eq!(Decimal::parse(text), Err(DecimalError::Malformed), "{text}");
        }
    }

    #[test]
    fn rounds_once_half_even() {
        assert_eq!(d("20").checked_div(d("3")).unwrap().to_string(), "6.666666666666666666666666667");
        assert_eq!(d("1").checked_div(d("3")).unwrap().to_string(), "0.3333333333333333333333333333");
        assert_eq!(d("10").checked_div(d("4")).unwrap().to_string(), "2.5");
        assert_eq!(
            d("0.00000000000005").checked_mul(d("0.000000000000001")).unwrap().to_string(),
            "0.0000000000000000000000000000"
        );
        assert_eq!(
            d("0.00000000000015").checked_mul(d("0.000000000000001")).unwrap().to_string(),
            "0.0000000000000000000000000002"
        );
        assert_eq!(
            d("9999999999999999999999999999").checked_add(d("0.4")).unwrap().to_string(),
            "9999999999999999999999999999"
        );
        assert_eq!(d("9999999999999999999999999999").checked_add(d("1")), Err(DecimalError::TooLarge));
        assert_eq!(d("2.50").checked_mul(d("2")).unwrap().to_string(), "5.00");
    }

    #[test]
    fn sums_exactly_and_rounds_once() {
        let sum = |numbers: &[&str]| Decimal::sum(numbers.iter().map(|n| d(n)));
        assert_eq!(sum(&[]).unwrap().to_string(), "0");
        assert_eq!(sum(&["1.50", "2", "-0.250"]).unwrap().to_string(), "3.250");
        assert_eq!(sum(&["-1", "0.5"]).unwrap().to_string(), "-0.5");
        assert_eq!(sum(&["9999999999999999999999999999", "1", "-1"]), Ok(d("9999999999999999999999999999")));
        assert_eq!(sum(&["9999999999999999999999999999", "1"]), Err(DecimalError::TooLarge));
    }

    #[test]
    fn orders_as_the_library_does() {
        let texts = [
            "0",
            "-0",
            "0.0000000000000000000000000001",
            "1",
            "1.0",
            "1.0000000000",
            "1.00000000001",
            "-1",
            "-1.5",
            "3.8",
            "3.4999999999999999999",
            "3.5",
            "9999999999999999999999999999",
            "-9999999999999999999999999999",
            "999999999999999999.9999999999",
            "0.1",
            "0.10000000000000000001",
            "1000000000",
            "1000000000.000000001",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(d(a).cmp(&d(b)), d(a).0.cmp(&d(b).0), "{a} and {b}");
                assert_eq!(d(a) == d(b), d(a).cmp(&d(b)).is_eq(), "{a} and {b}");
            }
        }
    }

    #[test]
    fn rounds_half_up_to_places() {
        assert_eq!(d("2.345").round_half_up(2).unwrap().to_string(), "2.35");
        assert_eq!(d("-2.345").round_half_up(2).unwrap().to_string(), "-2.35");
        assert_eq!(d("2.3449").round_half_up(2).unwrap().to_string(), "2.34");
        assert_eq!(d("155").round_half_up(-1).unwrap().to_string(), "160");
        assert_eq!(d("2.3").round_half_up(5).unwrap().to_string(), "2.3");
    }
}
