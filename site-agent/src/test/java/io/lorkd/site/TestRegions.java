package io.lorkd.site;

import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import io.lorkd.site.region.SiteRegion;

import java.util.List;
import java.util.Random;

/** Small regions and a small plan. */
public final class TestRegions {
    private TestRegions() {}

    /** A plan whose steps take moments. */
    public static Plan plan() {
        return plan("");
    }

    /** The same with a buffer: rounds do not wait for sites. */
    static Plan bufferedPlan() {
        return plan("buffered:\n  size: 1\n");
    }

    private static Plan plan(String more) {
        return PlanReader.parse("""
                name: test
                network:
                  architecture: shufflenet-v2-x0.5
                  stem: small
                  imageSize: 16
                training:
                  threads: 1
                """ + more, "test plan");
    }

    /** A region of noise that is brighter in its second class. */
    public static SiteRegion region(String name, int training) {
        return new SiteRegion(
                name,
                (preprocessing, parts, seed) -> new RegionData(
                        name,
                        List.of("dark", "bright"),
                        new Noise(training, preprocessing.values(), 1),
                        new Noise(4, preprocessing.values(), 2),
                        new Noise(6, preprocessing.values(), 3)));
    }

    private record Noise(int size, int values, long seed) implements ImageSource {
        @Override
        public int label(int i) {
            return i % 2;
        }

        @Override
        public void read(int i, float[] into) {
            Random random = new Random(seed * 1000 + i);
            for (int v = 0; v < values; v++) {
                into[v] = (float) (random.nextDouble() - 0.75 + 0.5 * label(i));
            }
        }
    }
}
