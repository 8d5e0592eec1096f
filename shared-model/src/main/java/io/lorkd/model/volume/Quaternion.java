package io.lorkd.model.volume;

import java.util.List;

/** A rotation as NIfTI's qform has it: {@code a + bi + cj + dk} of length 1, a not negative and not stored. */
record Quaternion(double a, double b, double c, double d) {

    /**
     * Of a matrix that is a rotation, but for rounding. The largest of the four numbers is found first, since the others
     * are divided by it.
     *
     * @param r 3 x 3, row-major
     */
    static Quaternion of(double[] r) {
        double[] fourTimesSquares = {
            1 + r[0] + r[4] + r[8], 1 + r[0] - r[4] - r[8], 1 - r[0] + r[4] - r[8], 1 - r[0] - r[4] + r[8]
        };
        int largest = 0;
        for (int i = 1; i < fourTimesSquares.length; i++) {
            largest = fourTimesSquares[i] > fourTimesSquares[largest] ? i : largest;
        }
        double twice = Math.sqrt(fourTimesSquares[largest]);
        double half = twice / 2;
        double ab = (r[7] - r[5]) / (2 * twice);
        double ac = (r[2] - r[6]) / (2 * twice);
        double ad = (r[3] - r[1]) / (2 * twice);
        double bc = (r[1] + r[3]) / (2 * twice);
        double bd = (r[2] + r[6]) / (2 * twice);
        double cd = (r[5] + r[7]) / (2 * twice);
        Quaternion found =
                switch (largest) {
                    case 0 -> new Quaternion(half, ab, ac, ad);
                    case 1 -> new Quaternion(ab, half, bc, bd);
                    case 2 -> new Quaternion(ac, bc, half, cd);
                    default -> new Quaternion(ad, bd, cd, half);
                };
        return found.normalised();
    }

    /** The rotation that a file's three numbers stand for. */
    static Quaternion stored(double b, double c, double d) {
        return new Quaternion(Math.sqrt(Math.max(0, 1 - (b * b + c * c + d * d))), b, c, d).normalised();
    }

    /** 3 x 3, row-major. */
    double[] rotation() {
        return new double[] {
            a * a + b * b - c * c - d * d,
            2 * (b * c - a * d),
            2 * (b * d + a * c),
            2 * (b * c + a * d),
            a * a + c * c - b * b - d * d,
            2 * (c * d - a * b),
            2 * (b * d - a * c),
            2 * (c * d + a * b),
            a * a + d * d - b * b - c * c
        };
    }

    /** The numbers that a file stores. */
    List<Double> stored() {
        return List.of(b, c, d);
    }

    private Quaternion normalised() {
        double length = Math.sqrt(a * a + b * b + c * c + d * d) * (a < 0 ? -1 : 1);
        return new Quaternion(a / length, b / length, c / length, d / length);
    }
}
