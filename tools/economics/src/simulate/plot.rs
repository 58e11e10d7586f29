//! The runs as SVG pictures.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use super::offence::Kind;
use super::record::Record;
use super::report::Summary;
use super::stats::{approximate, survival_curve};

/// Width of a picture, in pixels.
const WIDTH: u32 = 960;
/// Height of a picture of curves, in pixels.
const HEIGHT: u32 = 540;
/// Width of the legend, in pixels.
const LEGEND: u32 = 230;
/// Colours that stay apart on white, also for most colour-blind readers.
const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
    RGBColor(0, 0, 0),
    RGBColor(140, 86, 75),
];
/// Height of a row of bars, in pixels.
const ROW: u32 = 24;
/// Change of a curve, in percent, below which a point is left out.
const RESOLUTION: f64 = 0.1;

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Points = [(f64, f64)];
type Outcome = Result<(), Box<dyn Error + Send + Sync>>;

/// A named line over the eras, in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// Name in the legend.
    pub name: String,
    /// Points `(era, percent)` where the line changes, with both ends.
    pub points: Vec<(f64, f64)>,
}

/// Stake of everybody relative to the start.
pub fn stake_curve(record: &Record) -> Curve {
    let start = approximate(record.stake_before(), record.decimals);
    let values = record
        .eras
        .iter()
        .map(|era| approximate(era.stake, record.decimals) / start);
    Curve {
        name: record.preset.clone(),
        points: thinned(values),
    }
}

/// Singled-out operators that still have half of their stake and their service.
pub fn survivors_curve(record: &Record) -> Curve {
    Curve {
        name: record.preset.clone(),
        points: thinned(survival_curve(record).into_iter()),
    }
}

/// Shares as percentages, without points that make no visible difference.
fn thinned(shares: impl Iterator<Item = f64>) -> Vec<(f64, f64)> {
    let mut points = vec![(0.0, 100.0)];
    let (mut drawn, mut last) = (100.0, (0.0, 100.0));
    for (era, share) in shares.enumerate() {
        let point = (era as f64 + 1.0, share * 100.0);
        if f64::abs(point.1 - drawn) >= RESOLUTION {
            // A flat stretch keeps its end, so that a step stays a step.
            if last.0 > points.last().map_or(0.0, |point| point.0) {
                points.push((last.0, drawn));
            }
            points.push(point);
            drawn = point.1;
        }
        last = point;
    }
    points.push((last.0, drawn));
    points
}

/// Draws curves over the eras; curves with the same points share a line and a legend entry.
pub fn curves(path: &Path, title: &str, y_label: &str, all: &[Curve]) -> Outcome {
    curves_of(path, title, ["era", y_label], 0.0..104.0, all)
}

/// The same, over anything else, below a least and a greatest value.
pub fn curves_of(
    path: &Path,
    title: &str,
    [x_label, y_label]: [&str; 2],
    y_range: Range<f64>,
    all: &[Curve],
) -> Outcome {
    let grouped = group(all);
    let most = all
        .iter()
        .filter_map(|curve| curve.points.last())
        .fold(1.0, |most: f64, point| most.max(point.0));
    let area = SVGBackend::new(path, (WIDTH, HEIGHT)).into_drawing_area();
    area.fill(&WHITE)?;
    let (left, right) = area.split_horizontally(WIDTH - LEGEND);
    let mut chart = ChartBuilder::on(&left)
        .caption(title, ("sans-serif", 20))
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..most, y_range)?;
    chart
        .configure_mesh()
        .x_desc(x_label)
        .y_desc(y_label)
        .x_label_formatter(&whole)
        .y_label_formatter(&whole)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (number, (names, points)) in grouped.iter().enumerate() {
        let style = colour(number).stroke_width(2);
        chart.draw_series(LineSeries::new(points.iter().copied(), style))?;
        legend(&right, number, names, style)?;
    }
    area.present()?;
    Ok(())
}

/// A legend entry.
fn legend(area: &Area, number: usize, names: &str, style: ShapeStyle) -> Outcome {
    let top = 52 + number as i32 * 18;
    let line = [(4, top + 6), (20, top + 6)];
    area.draw(&PathElement::new(line.to_vec(), style))?;
    area.draw(&Text::new(names.to_string(), (26, top), ("sans-serif", 12)))?;
    Ok(())
}

fn colour(number: usize) -> RGBColor {
    COLOURS[number % COLOURS.len()]
}

fn whole(value: &f64) -> String {
    format!("{value:.0}")
}

/// Curves with equal points together, under the names of the first two and a count.
fn group(all: &[Curve]) -> Vec<(String, &Points)> {
    let mut groups: Vec<(Vec<&str>, &Points)> = Vec::new();
    for curve in all {
        match groups
            .iter_mut()
            .find(|(_, points)| *points == curve.points)
        {
            Some((names, _)) => names.push(&curve.name),
            None => groups.push((vec![&curve.name], &curve.points)),
        }
    }
    let label = |names: &[&str]| match names {
        [one] => one.to_string(),
        [one, other] => format!("{one}, {other}"),
        [one, rest @ ..] => format!("{one} and {} more", rest.len()),
        [] => String::new(),
    };
    groups
        .into_iter()
        .map(|(names, points)| (label(&names), points))
        .collect()
}

/// A preset's pair of bars, in percent.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// Name of the row.
    pub name: String,
    /// The upper and the lower bar.
    pub values: [f64; 2],
}

/// What an attack costs, alone and for the fewest with a third, by preset.
pub fn attack_bars(summaries: &[Summary]) -> Vec<Bars> {
    summaries
        .iter()
        .filter_map(|summary| {
            let shares = summary.attacks?;
            Some(Bars {
                name: summary.preset.clone(),
                values: [
                    shares.alone as f64 / 100.0,
                    shares.richest_third as f64 / 100.0,
                ],
            })
        })
        .collect()
}

/// What the poorer half and the richest tenth lost under a kind of offence, by preset.
pub fn loss_bars(kind: Kind, summaries: &[Summary]) -> Vec<Bars> {
    summaries
        .iter()
        .filter(|summary| summary.kind == kind)
        .map(|summary| Bars {
            name: summary.preset.clone(),
            values: [
                summary.loss.poorer_half as f64 / 100.0,
                summary.loss.richest_tenth as f64 / 100.0,
            ],
        })
        .collect()
}

/// Pixels that the longest name takes, at the size in which names are drawn.
fn labels_width(rows: &[Bars]) -> u32 {
    let longest = rows.iter().map(|row| row.name.chars().count()).max();
    (longest.unwrap_or(0) as u32 * 13 / 2 + 20).max(190)
}

/// Draws a pair of horizontal bars per row.
pub fn bars(path: &Path, title: &str, labels: [&str; 2], rows: &[Bars]) -> Outcome {
    bars_of(path, title, labels, "% of stake", rows)
}

/// The same, of another whole than the stake. A second label that is empty leaves its bars out of the legend.
pub fn bars_of(path: &Path, title: &str, labels: [&str; 2], unit: &str, rows: &[Bars]) -> Outcome {
    let height = 110 + ROW * rows.len() as u32;
    let most = rows
        .iter()
        .flat_map(|row| row.values)
        .fold(0.01, |most: f64, value| most.max(value));
    let area = SVGBackend::new(path, (WIDTH, height)).into_drawing_area();
    area.fill(&WHITE)?;
    let count = rows.len() as f64;
    let mut chart = ChartBuilder::on(&area)
        .caption(title, ("sans-serif", 20))
        .margin(10)
        .x_label_area_size(36)
        .y_label_area_size(labels_width(rows))
        .build_cartesian_2d(0.0..most * 1.08, 0.0..count)?;
    chart
        .configure_mesh()
        .x_desc(unit)
        .x_label_formatter(&|value| format!("{value}"))
        .disable_y_mesh()
        .disable_y_axis()
        .light_line_style(TRANSPARENT)
        .draw()?;
    for (number, row) in rows.iter().enumerate() {
        let top = count - number as f64;
        for (bar, value) in row.values.into_iter().enumerate() {
            let upper = top - 0.12 - 0.38 * bar as f64;
            let corners = [(0.0, upper - 0.36), (value, upper)];
            let style = colour(bar).filled();
            chart.draw_series([Rectangle::new(corners, style)])?;
        }
        let (_, y) = chart.backend_coord(&(0.0, top - 0.5));
        area.draw(&Text::new(
            row.name.as_str(),
            (12, y - 6),
            ("sans-serif", 12),
        ))?;
    }
    for (bar, label) in labels.into_iter().enumerate().filter(|it| !it.1.is_empty()) {
        let (left, top) = (WIDTH as i32 - 250 + bar as i32 * 120, 14);
        let style = colour(bar).filled();
        area.draw(&Rectangle::new([(left, top), (left + 12, top + 10)], style))?;
        area.draw(&Text::new(
            label.to_string(),
            (left + 18, top),
            ("sans-serif", 12),
        ))?;
    }
    area.present()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_curve_is_two_points_and_a_step_stays_a_step() {
        assert_eq!(
            thinned([1.0; 50].into_iter()),
            [(0.0, 100.0), (50.0, 100.0)]
        );
        let step = [1.0, 1.0, 0.5, 0.5];
        let points = [(0.0, 100.0), (2.0, 100.0), (3.0, 50.0), (4.0, 50.0)];
        assert_eq!(thinned(step.into_iter()), points);
    }

    #[test]
    fn equal_curves_share_a_legend_entry() {
        let curve = |name: &str, value: f64| Curve {
            name: name.into(),
            points: vec![(0.0, value)],
        };
        let all = [
            curve("a", 1.0),
            curve("b", 2.0),
            curve("c", 1.0),
            curve("d", 1.0),
        ];
        let names: Vec<String> = group(&all).into_iter().map(|(names, _)| names).collect();
        assert_eq!(names, ["a and 2 more", "b"]);
        let names: Vec<String> = group(&all[..3])
            .into_iter()
            .map(|(names, _)| names)
            .collect();
        assert_eq!(names, ["a, c", "b"]);
    }

    #[test]
    fn pictures_are_complete_svg_files() {
        let folder = std::env::temp_dir().join(format!("scenario-plots-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let curve = Curve {
            name: "one".into(),
            points: vec![(0.0, 100.0), (10.0, 50.0)],
        };
        let row = Bars {
            name: "one".into(),
            values: [0.0, 50.0],
        };
        let (lines, pairs) = (folder.join("lines.svg"), folder.join("bars.svg"));
        curves(&lines, "title", "% left", &[curve]).expect("a picture");
        bars(&pairs, "title", ["a", "b"], &[row]).expect("a picture");
        for path in [lines, pairs] {
            let text = std::fs::read_to_string(path).expect("a file");
            assert!(text.starts_with("<svg") && text.trim_end().ends_with("</svg>"));
            assert!(text.contains("one"));
        }
        std::fs::remove_dir_all(folder).expect("removable");
    }
}
