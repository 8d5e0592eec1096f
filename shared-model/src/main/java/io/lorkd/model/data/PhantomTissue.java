package io.lorkd.model.data;

import java.util.Random;

/**
 * What a region's phantoms look like where there is no mark. All have the same mean brightness and about the same contrast,
 * so that a network cannot tell regions apart by how bright an image is.
 */
enum PhantomTissue {
    /** Layers that fade with depth, as in ultrasound. */
    LAYERED {
        @Override
        Shading shading(Random random) {
            double waves = 3 + 2 * random.nextDouble();
            double phase = 2 * StrictMath.PI * random.nextDouble();
            double bend = 0.06 * (random.nextDouble() - 0.5);
            return (x, y) -> CONTRAST
                    * ((0.5 - y) + 0.6 * StrictMath.sin(2 * StrictMath.PI * waves * (y + bend * (x - 0.5)) + phase));
        }
    },
    /** Soft patches. */
    CLOUDY {
        @Override
        Shading shading(Random random) {
            double[] waves = new double[12];
            for (int i = 0; i < waves.length; i++) {
                waves[i] = (i % 3 == 2 ? 2 * StrictMath.PI : 5) * (random.nextDouble() - (i % 3 == 2 ? 0 : 0.5));
            }
            return (x, y) -> {
                double sum = 0;
                for (int i = 0; i < waves.length; i += 3) {
                    sum += StrictMath.sin(2 * StrictMath.PI * (waves[i] * x + waves[i + 1] * y) + waves[i + 2]);
                }
                return CONTRAST * 0.4 * sum;
            };
        }
    },
    /** Two darker fields beside a brighter middle, crossed by slanting bands, as in a chest radiograph. */
    TWO_FIELDS {
        @Override
        Shading shading(Random random) {
            double middle = 0.5 + 0.08 * (random.nextDouble() - 0.5);
            double phase = 2 * StrictMath.PI * random.nextDouble();
            return (x, y) -> {
                double beside = Math.abs(x - middle);
                double fields = StrictMath.cos(2 * StrictMath.PI * 2 * beside);
                return CONTRAST
                        * (0.6 * fields + 0.5 * StrictMath.sin(2 * StrictMath.PI * 4 * (y + 0.6 * beside) + phase));
            };
        }
    },
    /** An oval with a bright rim, as in a slice through a head. */
    OVAL {
        @Override
        Shading shading(Random random) {
            double wide = 0.44 + 0.05 * random.nextDouble();
            double high = 0.44 + 0.05 * random.nextDouble();
            return (x, y) -> {
                double across = (x - 0.5) / wide;
                double down = (y - 0.5) / high;
                double distance = StrictMath.sqrt(across * across + down * down);
                double rim = Math.max(0, 1 - Math.abs(distance - 1) / 0.12);
                return CONTRAST * (1.4 * rim + (distance > 1 ? -1 : 0.1));
            };
        }
    };

    private static final double CONTRAST = 0.08;

    /** Brightness relative to the image's own, at a point of the unit square. */
    @FunctionalInterface
    interface Shading {
        double at(double x, double y);
    }

    abstract Shading shading(Random random);
}
