package io.lorkd.e2e;

import io.lorkd.model.data.ImageSource;
import io.lorkd.model.data.Preprocessing;
import io.lorkd.model.data.RegionData;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.region.ImageRegion;
import io.lorkd.site.region.SiteRegion;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A region of grey noise, brighter the higher the class: drawn when it is read, so that it takes no memory, and so random
 * that no run of its bytes occurs anywhere by chance.
 *
 * @param training how many training images it has
 */
public record NoiseRegion(String name, int classes, int training) implements ImageRegion {
    private static final int HELD_OUT = 6;

    public SiteRegion atSite() {
        return new SiteRegion(name, this);
    }

    @Override
    public RegionData open(Preprocessing preprocessing, Plan.Data parts, long seed) {
        return data(preprocessing.imageSize());
    }

    /** The images at a size; the same ones whenever it is called. */
    public RegionData data(int imageSize) {
        return new RegionData(
                name,
                IntStream.range(0, classes).mapToObj(c -> "class-" + c).toList(),
                new Noise(name + "/train", classes, training, imageSize),
                new Noise(name + "/val", classes, HELD_OUT, imageSize),
                new Noise(name + "/test", classes, HELD_OUT, imageSize));
    }

    /** The raw bytes and the normalised values of every training image, one channel. */
    List<byte[]> rawTrainingImages(int imageSize) {
        Noise noise = new Noise(name + "/train", classes, training, imageSize);
        return IntStream.range(0, training).mapToObj(noise::pixels).toList();
    }

    private record Noise(String part, int classes, int size, int imageSize) implements ImageSource {

        @Override
        public int label(int i) {
            return new SplittableRandom((part + "/label/" + i).hashCode()).nextInt(classes);
        }

        private byte[] pixels(int i) {
            SplittableRandom random = new SplittableRandom((part + "/image/" + i).hashCode());
            int offset = 100 * label(i) / classes;
            byte[] pixels = new byte[imageSize * imageSize];
            for (int p = 0; p < pixels.length; p++) {
                pixels[p] = (byte) (offset + random.nextInt(156));
            }
            return pixels;
        }

        @Override
        public void read(int i, float[] into) {
            byte[] pixels = pixels(i);
            for (int v = 0; v < 3 * pixels.length; v++) {
                into[v] = ((pixels[v % pixels.length] & 0xFF) / 255f - 0.5f) / 0.5f;
            }
        }
    }
}
