package io.lorkd.model.data.volumes;

import java.util.Random;

/**
 * What a region's phantom volumes look like where there is no structure. All have about the same contrast, so that regions
 * are told apart by texture and not by how bright a volume is.
 */
enum VolumeTissue {
    /** An oval body with a bright rim. */
    OVAL {
        @Override
        Shading shading(Random random) {
            double wide = 0.5 + 0.06 * random.nextDouble();
            double deep = 0.5 + 0.06 * random.nextDouble();
            double high = 0.5 + 0.06 * random.nextDouble();
            return (x, y, z) -> {
                double distance =
                        StrictMath.sqrt(square((x - 0.5) / wide) + square((y - 0.5) / deep) + square((z - 0.5) / high));
                double rim = Math.max(0, 1 - Math.abs(distance - 1) / 0.12);
                return CONTRAST * (1.4 * rim + (distance > 1 ? -1 : 0.1));
            };
        }
    },
    /** Soft patches. */
    CLOUDY {
        @Override
        Shading shading(Random random) {
            double[][] waves = new double[WAVES][];
            for (int i = 0; i < WAVES; i++) {
                waves[i] = new double[] {frequency(random), frequency(random), frequency(random), phase(random)};
            }
            return (x, y, z) -> {
                double sum = 0;
                for (double[] wave : waves) {
                    sum += StrictMath.sin(TURN * (wave[0] * x + wave[1] * y + wave[2] * z) + wave[3]);
                }
                return CONTRAST * 0.4 * sum;
            };
        }
    },
    /** Layers from bottom to top, slightly bent. */
    LAYERED {
        @Override
        Shading shading(Random random) {
            double layers = 3 + 2 * random.nextDouble();
            double bend = 0.2 * (random.nextDouble() - 0.5);
            double phase = phase(random);
            return (x, y, z) -> CONTRAST * StrictMath.sin(TURN * layers * (z + bend * (y - 0.5)) + phase);
        }
    };

    private static final double CONTRAST = 0.06;
    private static final double TURN = 2 * StrictMath.PI;
    private static final int WAVES = 4;

    /** Brightness relative to the volume's own, at a point of the unit cube. */
    @FunctionalInterface
    interface Shading {
        double at(double x, double y, double z);
    }

    abstract Shading shading(Random random);

    private static double frequency(Random random) {
        return 4 * (random.nextDouble() - 0.5);
    }

    private static double phase(Random random) {
        return TURN * random.nextDouble();
    }

    private static double square(double value) {
        return value * value;
    }
}
