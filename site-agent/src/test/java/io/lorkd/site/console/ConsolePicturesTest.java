package io.lorkd.site.console;

import io.lorkd.model.explain.HeatMap;
import io.lorkd.model.train.ExplainedPrediction;
import io.lorkd.model.volume.Affine;
import io.lorkd.model.volume.Grid;
import io.lorkd.model.volume.Mask;
import io.lorkd.model.volume.Volume;
import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.message.ToCoordinator.Region;
import io.lorkd.site.picture.Part;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.picture.Pictures;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.imageio.ImageIO;

import static org.assertj.core.api.Assertions.assertThat;

class ConsolePicturesTest {
    private static final Grid GRID = new Grid(4, 4, 2, Affine.ofSpacing(1, 1, 2));

    @TempDir
    private Path state;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final PictureDesk desk = new PictureDesk();
    private SiteConsole console;
    private URI home;
    private String cookie;
    private String csrf;

    @BeforeEach
    void open() throws IOException {
        SiteFacts facts = new SiteFacts(
                "radiology",
                "a machine",
                List.of(new Region("breast", List.of("dark", "bright"), 8)),
                state,
                List.of());
        console = Await.result(SiteConsole.open(0, facts, new ConsoleView(Clock.systemUTC()), desk));
        URI link = URI.create(console.link());
        home = link.resolve("/");
        cookie = send(HttpRequest.newBuilder(link))
                .headers()
                .firstValue("set-cookie")
                .orElseThrow()
                .split(";")[0];
        csrf = json(get("/api/v1/session")).getString("csrf");
    }

    @AfterEach
    void close() {
        Await.result(console.close());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<byte[]> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(home.resolve(path)).header("Cookie", cookie));
    }

    private HttpResponse<byte[]> ask(String body) throws IOException {
        return send(HttpRequest.newBuilder(home.resolve("/api/v1/pictures"))
                .header("Cookie", cookie)
                .header("X-CSRF-Token", csrf)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<byte[]> ask() throws IOException {
        return ask("{\"region\": \"breast\", \"page\": 0}");
    }

    private static JsonObject json(HttpResponse<byte[]> answer) {
        return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private BufferedImage picture(String address) throws IOException {
        HttpResponse<byte[]> answer = get(address);
        assertThat(answer.statusCode()).as(address).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("image/png");
        assertThat(answer.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(answer.headers().firstValue("cross-origin-resource-policy")).contains("same-origin");
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    /** A trainer that has nothing else to do. */
    private void train(Pictures.Content content) {
        Pictures pictures =
                new Pictures("breast", List.of("dark", "bright"), Part.HELD_OUT, 40, 0, "round 2, trained", content);
        desk.open(
                (region, page) -> (session, model) -> pictures,
                () -> desk.serve(samples -> samples.by(null, pictures.model())));
    }

    private static Pictures.Images images() {
        float[] pixels = {-1, 1, 0, 1, -1, 1, 0, -1, -1, 1, 0, -1}; // black, white; grey, red
        ExplainedPrediction prediction =
                new ExplainedPrediction(new double[] {0.25, 0.75}, new HeatMap(2, 2, new float[] {0, 0.5f, 0, 1}));
        return new Pictures.Images(List.of(new Pictures.Image(7, pixels, 2, 0, prediction)));
    }

    @Test
    void withoutAModelItIsSaidWhenThereWillBeOne() throws IOException {
        HttpResponse<byte[]> refused = ask();

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).getString("error")).contains("no model").contains("first round");
        assertThat(json(get("/api/v1/pictures")).getValue("pictures")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "nonsense",
                "{\"region\": \"breast\"}",
                "{\"region\": \"breast\", \"page\": -1}",
                "{\"region\": \"breast\", \"page\": \"x\"}"
            })
    void whatIsNoRequestIsRefused(String body) throws IOException {
        train(images());

        assertThat(ask(body).statusCode()).isEqualTo(400);
    }

    @Test
    void onlyTheConsolesOwnPageCanAsk() throws IOException {
        train(images());
        HttpResponse<byte[]> refused = send(HttpRequest.newBuilder(home.resolve("/api/v1/pictures"))
                .header("Cookie", cookie)
                .POST(BodyPublishers.ofString("{\"region\": \"breast\", \"page\": 0}")));

        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void anImageComesWithItsBarsAndItsHeatMap() throws IOException {
        train(images());

        JsonObject answer = json(ask());

        assertThat(answer.getString("model")).isEqualTo("round 2, trained");
        assertThat(answer.getString("part")).isEqualTo("held out of training");
        JsonObject image = answer.getJsonArray("images").getJsonObject(0);
        assertThat(image.getInteger("number")).isEqualTo(7);
        assertThat(image.getInteger("label")).isZero();
        assertThat(image.getInteger("predicted")).isEqualTo(1);
        assertThat(image.getJsonArray("probabilities"))
                .isEqualTo(new JsonArray().add(0.25).add(0.75));
        BufferedImage seen = picture(image.getString("image"));
        assertThat(List.of(seen.getWidth(), seen.getHeight())).containsExactly(2, 2);
        assertThat(new Color(seen.getRGB(0, 0))).isEqualTo(Color.BLACK);
        assertThat(new Color(seen.getRGB(1, 0))).isEqualTo(Color.WHITE);
        assertThat(new Color(seen.getRGB(0, 1))).isEqualTo(new Color(128, 128, 128));
        assertThat(new Color(seen.getRGB(1, 1))).isEqualTo(Color.RED);
        BufferedImage heat = picture(image.getString("heat"));
        assertThat(heat.getRGB(0, 0) >>> 24).isZero();
        assertThat(heat.getRGB(1, 0) >>> 24).isBetween(100, heat.getRGB(1, 1) >>> 24);
        assertThat(new Color(heat.getRGB(1, 1))).isEqualTo(new Color(252, 253, 191));
        assertThat(get(image.getString("heat").replace("0.png", "1.png")).statusCode())
                .isEqualTo(404);
        assertThat(get(image.getString("heat").replace("heat", "truth")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aVolumeComesSliceBySliceTruthBesidePrediction() throws IOException {
        short[] truth = new short[GRID.voxels()];
        short[] prediction = new short[GRID.voxels()];
        for (int i = 16; i < 24; i++) { // the back half of slice 1, below in the picture
            truth[i] = 2;
        }
        prediction[GRID.index(0, 0, 0)] = 1;
        train(new Pictures.Scan(
                "case-3",
                false,
                new Volume(GRID, new float[GRID.voxels()]),
                new Mask(GRID, truth),
                new Mask(GRID, prediction)));

        JsonObject scan = json(ask()).getJsonObject("scan");

        assertThat(scan.getString("name")).isEqualTo("case-3");
        assertThat(scan.getInteger("slices")).isEqualTo(2);
        assertThat(scan.getInteger("first")).isEqualTo(1);
        assertThat(scan.getJsonArray("truthVoxels")).isEqualTo(new JsonArray("[[0,0],[0,8]]"));
        assertThat(scan.getJsonArray("predictionVoxels")).isEqualTo(new JsonArray("[[1,0],[0,0]]"));
        assertThat(scan.getJsonArray("colours")).hasSize(2);
        BufferedImage slice = picture(scan.getString("truth") + "1.png");
        assertThat(slice.getRGB(180, 90) & 0xFFFFFF).isZero();
        assertThat(slice.getRGB(180, 300) & 0xFFFFFF).isNotZero();
        assertThat(picture(scan.getString("prediction") + "1.png").getRGB(180, 300) & 0xFFFFFF)
                .isZero();
        assertThat(get(scan.getString("truth") + "2.png").statusCode()).isEqualTo(404);
    }

    @Test
    void theNewestStayWhenTheRunHasEndedAndTheOldestAreForgotten() throws IOException {
        train(images());
        JsonObject first = json(ask());
        for (int i = 0; i < 4; i++) {
            ask();
        }
        desk.close();

        assertThat(ask().statusCode()).isEqualTo(409);
        JsonObject newest = json(get("/api/v1/pictures")).getJsonObject("pictures");
        picture(newest.getJsonArray("images").getJsonObject(0).getString("image"));
        HttpResponse<byte[]> gone =
                get(first.getJsonArray("images").getJsonObject(0).getString("image"));
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(json(gone).getString("error")).contains("ask for new ones");
    }
}
