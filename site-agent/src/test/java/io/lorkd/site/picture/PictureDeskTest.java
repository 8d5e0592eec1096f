package io.lorkd.site.picture;

import io.lorkd.model.InvalidInputException;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PictureDeskTest {
    private static final Runnable LATER = () -> {};

    private final PictureDesk desk = new PictureDesk();

    private static Pictures pictures(String region) {
        return new Pictures(region, List.of("a"), Part.TEST, 1, 0, "round 1", new Pictures.Images(List.of()));
    }

    private static void assertNotNow(CompletableFuture<Pictures> answer, String reason) {
        assertThat(answer).isDone();
        assertThatThrownBy(answer::join)
                .hasCauseInstanceOf(NotNowException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void withoutATrainerTheAnswerIsThatThereIsNoModelYet() {
        assertNotNow(desk.ask("skin", 0), "no model");
    }

    @Test
    void theTrainerAnswersWhenItGetsRoundToIt() {
        desk.serve(samples -> {
            throw new AssertionError("nobody has asked");
        });
        desk.open((region, page) -> (session, model) -> pictures(region + page), LATER);

        CompletableFuture<Pictures> answer = desk.ask("skin", 3);

        assertThat(answer).isNotDone();
        desk.serve(samples -> samples.by(null, "round 1"));
        assertThat(answer.join().region()).isEqualTo("skin3");
    }

    @Test
    void anIdleTrainerIsWoken() {
        desk.open(
                (region, page) -> (session, model) -> pictures(region),
                () -> desk.serve(samples -> samples.by(null, "round 1")));

        assertThat(desk.ask("skin", 0).join().region()).isEqualTo("skin");
        assertThat(desk.ask("breast", 0).join().region()).isEqualTo("breast");
    }

    @Test
    void neverMoreThanOneWaits() {
        desk.open((region, page) -> (session, model) -> pictures(region), LATER);
        CompletableFuture<Pictures> first = desk.ask("skin", 0);

        assertNotNow(desk.ask("skin", 0), "in a moment");

        desk.serve(samples -> samples.by(null, "round 1"));
        assertThat(first.join().region()).isEqualTo("skin");
        assertThat(desk.ask("skin", 0)).isNotDone();
    }

    @Test
    void samplesThatCannotBeReadFailTheRequestAlone() {
        desk.open(
                (region, page) -> {
                    throw new InvalidInputException("found the region 'nose'");
                },
                LATER);

        assertThatThrownBy(desk.ask("nose", 0)::join)
                .hasCauseInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nose");
        desk.serve(samples -> {
            throw new AssertionError("there is nothing to predict");
        });
        desk.open((region, page) -> (session, model) -> pictures(region), LATER);
        assertThat(desk.ask("skin", 0)).isNotDone();
    }

    @Test
    void whatFailsInTheModelFailsTheRequestAndNotTheTrainer() {
        desk.open((region, page) -> (session, model) -> pictures(region), LATER);
        CompletableFuture<Pictures> answer = desk.ask("skin", 0);

        desk.serve(samples -> {
            throw new IllegalStateException("the engine is out of memory");
        });

        assertThatThrownBy(answer::join).hasCauseInstanceOf(IllegalStateException.class);
        CompletableFuture<Pictures> next = desk.ask("skin", 0);
        desk.serve(samples -> {
            throw new NotNowException("it comes with the next round");
        });
        assertNotNow(next, "next round");
    }

    @Test
    void theEndOfTheRunAnswersWhoeverWaits() {
        desk.open((region, page) -> (session, model) -> pictures(region), LATER);
        CompletableFuture<Pictures> answer = desk.ask("skin", 0);

        desk.close();

        assertNotNow(answer, "ended");
        assertNotNow(desk.ask("skin", 0), "no model");
        desk.open((region, page) -> (session, model) -> pictures(region), () -> {
            throw new RejectedExecutionException("the trainer is closed");
        });
        assertNotNow(desk.ask("skin", 0), "ended");
    }
}
