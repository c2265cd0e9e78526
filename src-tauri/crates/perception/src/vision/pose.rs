//! Head pose from the axes of the mesh.

use interview::observation::Pose;

use super::mesh::{CHIN, FOREHEAD, LEFT_EYE_OUTER, Mesh, Point3, RIGHT_EYE_OUTER};

/// Pose of `mesh` in degrees, signs as [`Pose`] says. Pitch has an offset of a few degrees per
/// person, since a face from forehead to chin is not flat: compare it with the person's own rest.
pub(super) fn of_mesh(mesh: &Mesh) -> Pose {
    let across = minus(mesh.spatial(RIGHT_EYE_OUTER), mesh.spatial(LEFT_EYE_OUTER));
    let down = minus(mesh.spatial(CHIN), mesh.spatial(FOREHEAD));
    // Each angle is taken in the face's own frame, so that a tilted head keeps its yaw and pitch.
    let degrees = |radians: f32| f64::from(radians).to_degrees();
    Pose {
        yaw: degrees(across.z.atan2(across.x.hypot(across.y))),
        pitch: -degrees(down.z.atan2(down.x.hypot(down.y))),
        roll: degrees(across.y.atan2(across.x)),
    }
}

fn minus(a: Point3, b: Point3) -> Point3 {
    Point3 { x: a.x - b.x, y: a.y - b.y, z: a.z - b.z }
}

#[cfg(test)]
mod tests {
    use super::super::mesh::POINTS;
    use super::*;

    /// A flat face turned by yaw, then pitch, then roll, all in degrees, in the sense of [`Pose`].
    fn turned(yaw: f32, pitch: f32, roll: f32) -> Mesh {
        let (yaw, pitch, roll) = (yaw.to_radians(), pitch.to_radians(), roll.to_radians());
        let turn = |x: f32, y: f32| {
            let (x1, z1) = (x * yaw.cos(), x * yaw.sin());
            let (y2, z2) = (y * pitch.cos(), z1 - y * pitch.sin());
            Point3 {
                x: 100.0 + x1 * roll.cos() - y2 * roll.sin(),
                y: 100.0 + x1 * roll.sin() + y2 * roll.cos(),
                z: z2,
            }
        };
        let mut points = vec![Point3::default(); POINTS];
        points[LEFT_EYE_OUTER] = turn(-40.0, 0.0);
        points[RIGHT_EYE_OUTER] = turn(40.0, 0.0);
        points[FOREHEAD] = turn(0.0, -60.0);
        points[CHIN] = turn(0.0, 60.0);
        Mesh::from_points(points, 1.0)
    }

    #[test]
    fn angles_come_back_with_their_signs() {
        for (yaw, pitch, roll) in
            [(0.0, 0.0, 0.0), (-20.0, 0.0, 0.0), (0.0, 15.0, 0.0), (12.0, -8.0, 30.0)]
        {
            let pose = of_mesh(&turned(yaw, pitch, roll));
            assert!((pose.yaw - f64::from(yaw)).abs() < 0.1, "{pose:?}");
            assert!((pose.pitch - f64::from(pitch)).abs() < 0.1, "{pose:?}");
            assert!((pose.roll - f64::from(roll)).abs() < 0.1, "{pose:?}");
        }
    }
}
