pub(crate) mod build;
mod decisions;
mod operations;
mod unknown;

use super::Request;
use crate::model::Date;

pub(crate) fn today() -> Date {
    jiff::civil::date(2022, 11, 1)
}

pub(crate) fn request() -> Request {
    Request::on(today())
}
