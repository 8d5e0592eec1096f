package io.lorkd.model.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How much surface passes a corner of voxels. Eight voxels meet there, and their centres are the corners of a cube; which
 * of them are inside is a code of eight bits, of which bit {@code x + 2 y + 4 z} is the voxel on the upper side along the
 * axes that are 1.
 *
 * <p>As in marching cubes, the surface crosses each edge of the cube whose ends differ at its middle, and on each face of
 * the cube joins two such points. On a face whose diagonals differ it keeps the inner corners apart. These lines close to
 * loops, and a loop's area is that of the triangles from its sides to its centroid; so codes that are turned or mirrored
 * have the same area. A code with more corners inside than outside has the area of its complement: a surface is as large
 * from either side.
 */
final class SurfaceAreas {
    static final int CODES = 256;

    private static final int CORNERS = 8;

    /** The corners around each face of the cube. */
    private static final int[][] FACES = {
        {0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}
    };

    private final double[] areas = new double[CODES];

    /** @param spacing of voxels along x, y and z in mm */
    SurfaceAreas(double[] spacing) {
        for (int code = 0; code < CODES; code++) {
            int fewer = Integer.bitCount(code) > CORNERS / 2 ? CODES - 1 - code : code;
            areas[code] = loops(fewer).stream()
                    .mapToDouble(loop -> area(loop, spacing))
                    .sum();
        }
    }

    /** The surface at a corner in mm^2, 0 where all eight voxels are on the same side. */
    double of(int code) {
        return areas[code];
    }

    /** A side of a loop, between the middles of two edges; an edge is the pair of its ends as two bits. */
    private record Side(int from, int to) {}

    private static List<List<Integer>> loops(int code) {
        List<Side> sides = new ArrayList<>();
        for (int[] face : FACES) {
            sides.addAll(sides(code, face));
        }
        List<List<Integer>> loops = new ArrayList<>();
        while (!sides.isEmpty()) {
            Side first = sides.remove(sides.size() - 1);
            List<Integer> loop = new ArrayList<>(List.of(first.from()));
            for (int at = first.to(); at != first.from(); at = follow(sides, at)) {
                loop.add(at);
            }
            loops.add(loop);
        }
        return loops;
    }

    /** Goes on from a point along the one side that is left there. */
    private static int follow(List<Side> sides, int point) {
        Side next = sides.stream()
                .filter(side -> side.from() == point || side.to() == point)
                .findFirst()
                .orElseThrow();
        sides.remove(next);
        return next.from() == point ? next.to() : next.from();
    }

    private static List<Side> sides(int code, int[] face) {
        List<Integer> crossed = new ArrayList<>();
        for (int i = 0; i < face.length; i++) {
            int next = face[(i + 1) % face.length];
            if (isInside(code, face[i]) != isInside(code, next)) {
                crossed.add(1 << face[i] | 1 << next);
            }
        }
        if (crossed.isEmpty()) {
            return List.of();
        }
        if (crossed.size() == 2) {
            return List.of(new Side(crossed.get(0), crossed.get(1)));
        }
        // Edge i goes from corner i to the next, so that corner i lies between the edges i - 1 and i.
        int inner = isInside(code, face[0]) ? 0 : 1;
        return List.of(
                new Side(crossed.get((inner + 3) % 4), crossed.get(inner)),
                new Side(crossed.get(inner + 1), crossed.get(inner + 2)));
    }

    private static boolean isInside(int code, int corner) {
        return (code >> corner & 1) == 1;
    }

    private static double area(List<Integer> loop, double[] spacing) {
        List<double[]> points = loop.stream().map(edge -> middle(edge, spacing)).toList();
        double[] centroid = new double[spacing.length];
        for (int axis = 0; axis < spacing.length; axis++) {
            int along = axis;
            centroid[axis] =
                    points.stream().mapToDouble(point -> point[along]).average().orElseThrow();
        }
        double area = 0;
        for (int i = 0; i < points.size(); i++) {
            area += triangle(centroid, points.get(i), points.get((i + 1) % points.size()));
        }
        return area;
    }

    /** The mean of the edge's ends. */
    private static double[] middle(int edge, double[] spacing) {
        double[] middle = new double[spacing.length];
        for (int corner = 0; corner < CORNERS; corner++) {
            if ((edge >> corner & 1) == 1) {
                for (int axis = 0; axis < spacing.length; axis++) {
                    middle[axis] += spacing[axis] * (corner >> axis & 1) / 2;
                }
            }
        }
        return middle;
    }

    /** Half the length of the cross product of two sides. */
    private static double triangle(double[] a, double[] b, double[] c) {
        double[] u = {b[0] - a[0], b[1] - a[1], b[2] - a[2]};
        double[] v = {c[0] - a[0], c[1] - a[1], c[2] - a[2]};
        double[] cross = {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
        return Math.sqrt(Arrays.stream(cross).map(each -> each * each).sum()) / 2;
    }
}
