package io.lorkd.site.console.picture;

import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Slices;
import io.lorkd.site.console.picture.DrawnScan.Layer;
import io.lorkd.site.picture.Pictures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

import java.util.Map;

/** What the page is told of a set of pictures, as JSON, with the addresses of the pictures themselves. */
final class PictureAnswers {
    private PictureAnswers() {}

    static JsonObject of(Album.Kept kept) {
        Pictures pictures = kept.pictures();
        JsonObject answer = new JsonObject()
                .put("set", kept.number())
                .put("at", kept.at().toString())
                .put("region", pictures.region())
                .put("classes", new JsonArray(pictures.classes()))
                .put("part", pictures.part().words())
                .put("samples", pictures.samples())
                .put("page", pictures.page())
                .put("model", pictures.model());
        String folder = PictureRoutes.PATH + "/" + kept.number() + "/";
        if (pictures.content() instanceof Pictures.Images images) {
            answer.put("images", images(images, folder));
        }
        kept.drawn()
                .ifPresent(drawn ->
                        answer.put("scan", scan(drawn, pictures.classes().size(), folder)));
        return answer;
    }

    private static JsonArray images(Pictures.Images images, String folder) {
        JsonArray all = new JsonArray();
        for (int i = 0; i < images.images().size(); i++) {
            Pictures.Image image = images.images().get(i);
            JsonArray probabilities = new JsonArray();
            for (double probability : image.prediction().probabilities()) {
                probabilities.add(Double.isFinite(probability) ? probability : null);
            }
            all.add(new JsonObject()
                    .put("number", image.number())
                    .put("label", image.label())
                    .put("predicted", image.prediction().predicted())
                    .put("probabilities", probabilities)
                    .put("cold", image.prediction().heat().isCold())
                    .put("image", folder + "image/" + i + ".png")
                    .put("heat", folder + "heat/" + i + ".png"));
        }
        return all;
    }

    private static JsonObject scan(DrawnScan drawn, int classes, String folder) {
        Grid grid = drawn.scan().image().grid();
        return new JsonObject()
                .put("name", drawn.scan().name())
                .put("whole", drawn.scan().whole())
                .put("extents", new JsonArray().add(grid.x()).add(grid.y()).add(grid.z()))
                .put("slices", drawn.slices().count())
                .put("first", drawn.first())
                .put("colours", new JsonArray(Slices.colours(classes)))
                .put("truth", folder + "truth/")
                .put("prediction", folder + "prediction/")
                .put("truthVoxels", voxels(drawn, Layer.TRUTH, classes))
                .put("predictionVoxels", voxels(drawn, Layer.PREDICTION, classes));
    }

    /** By slice, then by class: what a picture shows, for those who cannot see it. */
    private static JsonArray voxels(DrawnScan drawn, Layer layer, int classes) {
        JsonArray slices = new JsonArray();
        for (int slice = 0; slice < drawn.slices().count(); slice++) {
            Map<Integer, Integer> labels = drawn.slices().labels(slice, layer.of(drawn.scan()));
            JsonArray counts = new JsonArray();
            for (int c = 0; c < classes; c++) {
                counts.add(labels.getOrDefault(c + 1, 0));
            }
            slices.add(counts);
        }
        return slices;
    }
}
