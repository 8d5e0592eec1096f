package io.lorkd.e2e;

import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.picture.Pictures;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody at each site, who looks at what the model makes of the site's images. */
final class Onlookers {
    private final Map<String, PictureDesk> desks = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    private record Asked(String site, CompletableFuture<Pictures> answer) {}

    void stand(String site, PictureDesk desk) {
        desks.put(site, desk);
    }

    void ask(String site, String region) {
        asked.add(new Asked(site, desks.get(site).ask(region, asked.size())));
    }

    /**
     * Adds all that was seen: the images as the network sees them, and what it made of them.
     *
     * @return the sites where something was seen
     */
    Set<String> addSeen(Traces traces) {
        Set<String> sites = new TreeSet<>();
        for (Asked each : asked) {
            Optional<Pictures> seen = each.answer()
                    .handle((pictures, refused) -> Optional.ofNullable(pictures))
                    .join();
            seen.ifPresent(pictures -> {
                sites.add(each.site());
                ((Pictures.Images) pictures.content()).images().forEach(image -> add(pictures.region(), image, traces));
            });
        }
        return sites;
    }

    private static void add(String region, Pictures.Image image, Traces traces) {
        traces.add(region + ": shown image", bytes(image.pixels()));
        traces.add(region + ": heat map", bytes(image.prediction().heat().values()));
        double[] probabilities = image.prediction().probabilities();
        ByteBuffer bytes =
                ByteBuffer.allocate(probabilities.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(probabilities);
        traces.add(region + ": probabilities", bytes.array());
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
