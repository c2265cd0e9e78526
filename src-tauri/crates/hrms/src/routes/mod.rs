//! The routes, in one table that is compared with `openapi.yaml`.

mod candidates;
mod feed;
mod interviews;
mod media;
mod pages;
mod play;
mod positions;
mod public;
mod receipts;
mod reports;
mod reviews;
mod session;
mod stations;
mod tus;

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use uuid::Uuid;

pub use candidates::CandidateBody;
pub use public::OPENAPI;

use crate::app::App;
use crate::problem::{Answer, Problem, Slug};

/// Longest name of a media part.
const MAX_PART_NAME: usize = 32;

/// A router that remembers what was put into it.
pub struct Routes {
    router: Router<App>,
    table: Vec<(Method, &'static str)>,
}

impl Routes {
    /// Adds one operation.
    fn add<H, T>(mut self, filter: MethodFilter, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.table.extend(method_of(filter).map(|method| (method, path)));
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// The router.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

fn method_of(filter: MethodFilter) -> Option<Method> {
    [
        Method::GET,
        Method::PUT,
        Method::POST,
        Method::PATCH,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ]
    .into_iter()
    .find(|method| MethodFilter::try_from(method.clone()).is_ok_and(|found| found == filter))
}

/// All routes.
pub fn routes() -> Routes {
    const GET: MethodFilter = MethodFilter::GET;
    const PUT: MethodFilter = MethodFilter::PUT;
    const POST: MethodFilter = MethodFilter::POST;
    const DELETE: MethodFilter = MethodFilter::DELETE;
    let routes = Routes { router: Router::new(), table: Vec::new() };
    let routes = routes
        .add(GET, "/.well-known/interview-station", public::discovery)
        .add(GET, "/v1/ping", public::ping)
        .add(GET, "/openapi.yaml", public::openapi)
        .add(GET, "/docs", public::docs)
        .add(POST, "/v1/stations/enrol", stations::enrol)
        .add(POST, "/v1/stations/token", stations::token)
        .add(POST, "/v1/stations/self/heartbeat", stations::heartbeat)
        .add(GET, "/v1/snapshot", feed::snapshot)
        .add(GET, "/v1/changes", feed::changes)
        .add(PUT, "/v1/interviews/{id}", interviews::put)
        .add(PUT, "/v1/interviews/{id}/withdrawal", interviews::withdraw)
        .add(PUT, "/v1/interviews/{id}/reports/{rev}", reports::put)
        .add(GET, "/v1/interviews/{id}/reports/{rev}", reports::digest)
        .add(PUT, "/v1/interviews/{id}/media/{part}", media::put)
        .add(GET, "/v1/interviews/{id}/receipt", receipts::get)
        .add(MethodFilter::OPTIONS, "/v1/uploads", tus::options)
        .add(POST, "/v1/uploads", tus::create)
        .add(MethodFilter::HEAD, "/v1/uploads/{upload}", tus::head)
        .add(MethodFilter::PATCH, "/v1/uploads/{upload}", tus::patch)
        .add(DELETE, "/v1/uploads/{upload}", tus::terminate);
    routes
        .add(POST, "/v1/session", session::open)
        .add(GET, "/v1/session", session::get)
        .add(DELETE, "/v1/session", session::close)
        .add(GET, "/v1/positions", positions::list)
        .add(POST, "/v1/positions", positions::add)
        .add(GET, "/v1/positions/{code}/versions/{version}", positions::get)
        .add(POST, "/v1/positions/{code}/versions/{version}/publish", positions::publish)
        .add(POST, "/v1/candidates", candidates::add)
        .add(GET, "/v1/stations", stations::list)
        .add(POST, "/v1/stations/enrolment-codes", stations::make_code)
        .add(POST, "/v1/stations/{station}/approve", stations::approve)
        .add(POST, "/v1/stations/{station}/revoke", stations::revoke)
        .add(GET, "/v1/interviews", reviews::list)
        .add(GET, "/v1/interviews/{id}/report", reviews::report)
        .add(POST, "/v1/interviews/{id}/media/{part}/play", play::grant)
        .add(GET, "/play/{token}", play::stream)
        .add(GET, "/", pages::home)
        .add(GET, "/login", pages::login)
        .add(GET, "/interviews", pages::list)
        .add(GET, "/interviews/{id}", pages::interview)
        .add(GET, "/console.css", pages::style)
        .add(GET, "/console.js", pages::script)
}

/// Every operation that is served, as `METHOD path`.
pub fn operations() -> Vec<String> {
    routes().table.iter().map(|(method, path)| format!("{method} {path}")).collect()
}

/// An id in a path.
fn id_from(text: &str) -> Answer<Uuid> {
    Uuid::parse_str(text).map_err(|_| Slug::NotFound.into())
}

/// A revision in a path.
fn rev_from(text: &str) -> Answer<u32> {
    match text.parse() {
        Ok(rev @ 1..) => Ok(rev),
        _ => Err(Slug::NotFound.into()),
    }
}

/// The name of a media part in a path or header: lower-case letters, digits, `-`, `_`.
fn part_from(text: &str) -> Answer<String> {
    let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    if (1..=MAX_PART_NAME).contains(&text.len()) && text.bytes().all(good) {
        Ok(text.to_owned())
    } else {
        Err(Problem::new(Slug::Invalid).field("/part", "name"))
    }
}
