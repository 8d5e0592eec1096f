package io.lorkd.protocol.transfer;

import io.lorkd.protocol.link.Address;
import io.lorkd.protocol.transfer.TransferException.Kind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static io.lorkd.protocol.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TransferTest {
    private static final int CHUNK = 64 * 1024;
    private static final PullSettings IMPATIENT =
            new PullSettings(8 << 20, 4, CHUNK, Duration.ofMillis(200), 3, Duration.ofMillis(5));

    @TempDir
    private Path folder;

    private Vertx vertx;
    private BlobHolder holder;
    private byte[] content;
    private Path file;
    private String digest;
    private Path target;

    @BeforeEach
    void serveAFile() throws IOException {
        vertx = Vertx.vertx();
        holder = BlobHolder.serve(vertx, "site-a");
        content = new byte[3 * (1 << 20) + 17];
        new Random(1).nextBytes(content);
        file = Files.write(folder.resolve("update"), content);
        digest = Sha256.ofFile(file);
        target = folder.resolve("staged").resolve("site-a.safetensors");
        holder.grant(digest, file, "coordinator");
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aFileArrivesWholeAndUnderItsNameOnly() {
        List<Long> progress = Collections.synchronizedList(new ArrayList<>());

        Path pulled = await(new BlobPuller(vertx, "coordinator").pull("site-a", digest, -1, target, progress::add));

        assertThat(pulled).isEqualTo(target).hasBinaryContent(content);
        assertThat(target.getParent()).isDirectoryContaining(target::equals);
        assertThat(part()).doesNotExist();
        assertThat(progress).isSorted().last().isEqualTo((long) content.length);
        assertThat(holder.bytesServed()).isEqualTo(content.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK})
    void everySizeArrives(int size) throws IOException {
        byte[] bytes = Arrays.copyOf(content, size);
        Path small = Files.write(folder.resolve("small"), bytes);
        holder.grant(Sha256.hex(bytes), small, "coordinator");

        assertThat(await(puller().pull("site-a", Sha256.hex(bytes), size, target, written -> {})))
                .hasBinaryContent(bytes);
    }

    @Test
    void anExistingTargetIsReplaced() throws IOException {
        Files.createDirectories(target.getParent());
        Files.writeString(target, "old");

        assertThat(await(pull())).hasBinaryContent(content);
    }

    @Test
    void whatIsNotGrantedIsRefusedWithoutSayingWhetherItIsThere() {
        String unknown = Sha256.hex(new byte[] {1});

        TransferException otherPeer =
                failure(new BlobPuller(vertx, "site-b", IMPATIENT).pull("site-a", digest, -1, target, written -> {}));
        TransferException otherDigest =
                failure(new BlobPuller(vertx, "site-b", IMPATIENT).pull("site-a", unknown, -1, target, written -> {}));

        assertThat(otherPeer.kind()).isEqualTo(Kind.REFUSED);
        assertThat(otherDigest.kind()).isEqualTo(Kind.REFUSED);
        assertThat(otherPeer.getMessage().replace(digest, ""))
                .isEqualTo(otherDigest.getMessage().replace(unknown, ""));
        assertThat(holder.bytesServed()).isZero();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aRevokedGrantEndsAPullInItsMiddle() {
        Future<Path> pull =
                puller().pull("site-a", digest, -1, target, written -> holder.revoke(digest, "coordinator"));

        assertThat(failure(pull).kind()).isEqualTo(Kind.REFUSED);
        assertThat(target).doesNotExist();
    }

    @Test
    void aPullGoesOnWhereAnEarlierOneWasCut() {
        Future<Path> cut = puller().pull("site-a", digest, -1, target, written -> {
            if (written > content.length / 2) {
                holder.close();
            }
        });
        assertThat(failure(cut).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(target).doesNotExist();
        long left = size(part());
        assertThat(left).isBetween((long) content.length / 2, (long) content.length - 1);

        holder = BlobHolder.serve(vertx, "site-a");
        holder.grant(digest, file, "coordinator");

        assertThat(await(pull())).hasBinaryContent(content);
        assertThat(holder.bytesServed()).isEqualTo(content.length - left);
    }

    @Test
    void whatArrivesIsShownInOrderAndWithoutWhatWasThereBefore() throws IOException {
        int before = 5 * CHUNK + 1;
        Files.createDirectories(target.getParent());
        Files.write(part(), Arrays.copyOf(content, before));
        ByteBuffer seen = ByteBuffer.allocate(content.length).position(before);

        await(puller().pull("site-a", digest, -1, target, new PullListener() {
            @Override
            public void written(long bytes) {
                assertThat(bytes).isLessThanOrEqualTo(content.length);
            }

            @Override
            public void arrived(long position, ByteBuffer bytes) {
                assertThat(position).isEqualTo(seen.position());
                seen.put(bytes);
            }
        }));

        assertThat(seen.hasRemaining()).isFalse();
        assertThat(Arrays.copyOfRange(seen.array(), before, content.length))
                .isEqualTo(Arrays.copyOfRange(content, before, content.length));
    }

    @Test
    void aHolderThatIsGoneForAMomentIsWaitedFor() {
        AtomicBoolean gone = new AtomicBoolean();
        Future<Path> pull = puller().pull("site-a", digest, -1, target, written -> {
            if (written > content.length / 2 && gone.compareAndSet(false, true)) {
                holder.close().onSuccess(closed -> {
                    holder = BlobHolder.serve(vertx, "site-a");
                    holder.grant(digest, file, "coordinator");
                });
            }
        });

        assertThat(await(pull)).hasBinaryContent(content);
        assertThat(gone).isTrue();
    }

    @Test
    void whatAnotherFileHasLeftDoesNotSpoilThePull() throws IOException {
        Files.createDirectories(target.getParent());
        Files.write(part(), new byte[2 * CHUNK]);

        assertThat(await(pull())).hasBinaryContent(content);
    }

    @Test
    void aLongerRestThanTheFileDoesNotSpoilThePull() throws IOException {
        Files.createDirectories(target.getParent());
        Files.write(part(), new byte[content.length + 1]);

        assertThat(await(pull())).hasBinaryContent(content);
    }

    @Test
    void aFinishedRestIsOnlyRenamed() throws IOException {
        Files.createDirectories(target.getParent());
        Files.write(part(), content);

        assertThat(await(pull())).hasBinaryContent(content);
        assertThat(holder.bytesServed()).isZero();
    }

    @Test
    void aFileOfAnotherDigestIsDeleted() throws IOException {
        content[content.length - 1]++;
        Files.write(file, content);

        TransferException failure = failure(pull());

        assertThat(failure.kind()).isEqualTo(Kind.WRONG_DIGEST);
        assertThat(failure).hasMessageContaining(digest).hasMessageContaining(Sha256.hex(content));
        assertThat(target).doesNotExist();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aFileThatIsTooLargeIsNotBegun() {
        PullSettings small = IMPATIENT.withMaxBytes(content.length - 1);
        BlobPuller puller = new BlobPuller(vertx, "coordinator", small);

        TransferException announced = failure(puller.pull("site-a", digest, content.length, target, written -> {}));
        TransferException found = failure(puller.pull("site-a", digest, -1, target, written -> {}));

        assertThat(announced.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(found.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(found).hasMessageEndingWith("found 3145745 bytes; allowed are at most 3145744");
        assertThat(part()).doesNotExist();
    }

    @Test
    void aFileOfAnotherSizeThanAnnouncedIsNotBegun() {
        assertThat(failure(puller().pull("site-a", digest, 5, target, written -> {}))
                        .kind())
                .isEqualTo(Kind.WRONG_SIZE);
        assertThat(part()).doesNotExist();
    }

    @Test
    void aDamagedChunkIsAskedForAgain() {
        Set<Long> damaged = new HashSet<>();
        await(holder.close());
        serveRaw((request, chunk) -> damaged.add(request.offset()) ? spoiled(chunk) : honest(chunk));

        assertThat(await(pull())).hasBinaryContent(content);
        assertThat(damaged).hasSize(content.length / CHUNK + 1);
    }

    @Test
    void chunksThatKeepArrivingDamagedEndThePull() {
        await(holder.close());
        serveRaw((request, chunk) -> request.offset() == 3 * CHUNK ? spoiled(chunk) : honest(chunk));

        assertThat(failure(pull()).kind()).isEqualTo(Kind.CORRUPT_CHUNK);
        assertThat(target).doesNotExist();
    }

    @Test
    void aChunkOfAnotherLengthEndsThePull() {
        await(holder.close());
        serveRaw((request, chunk) ->
                honest(new Chunk(ByteBuffer.wrap(Arrays.copyOf(chunk.bytes().array(), CHUNK - 1)), chunk.total())));

        assertThat(failure(pull()).kind()).isEqualTo(Kind.WRONG_SIZE);
    }

    @Test
    void aHolderThatNeverAnswersIsGivenUp() {
        await(holder.close());
        AtomicInteger asked = new AtomicInteger();
        vertx.eventBus().consumer(Address.blobs("site-a"), message -> asked.incrementAndGet());

        assertThat(failure(pull()).kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(asked).hasValue(IMPATIENT.attempts());
    }

    @Test
    void noMoreChunksThanTheWindowAreInFlight() {
        await(holder.close());
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        vertx.eventBus().consumer(Address.blobs("site-a"), message -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            vertx.setTimer(2, timer -> {
                inFlight.decrementAndGet();
                Chunk chunk = read(ChunkRequest.from(message.headers()).orElseThrow());
                message.reply(chunk.body(), chunk.options());
            });
        });

        assertThat(await(pull())).hasBinaryContent(content);
        assertThat(most).hasValue(IMPATIENT.window());
    }

    @Test
    void twoPullsOfTheSameFileAreOne() {
        BlobPuller puller = puller();

        Future<Path> first = puller.pull("site-a", digest, -1, target, written -> {});
        Future<Path> second = puller.pull("site-a", digest, -1, target, written -> {});

        assertThat(await(Future.all(first, second)).succeeded()).isTrue();
        assertThat(holder.bytesServed()).isEqualTo(content.length);
    }

    @Test
    void twoFilesAreNotPulledToOneTarget() {
        BlobPuller puller = puller();
        Future<Path> first = puller.pull("site-a", digest, -1, target, written -> {});

        Future<Path> second = puller.pull("site-a", Sha256.hex(new byte[0]), -1, target, written -> {});

        assertThat(failure(second).kind()).isEqualTo(Kind.BUSY);
        assertThat(await(first)).hasBinaryContent(content);
    }

    @Test
    void aTargetThatCannotBeWrittenEndsThePull() throws IOException {
        Files.writeString(target.getParent(), "a file where the folder should be");

        TransferException failure = failure(pull());

        assertThat(failure.kind()).isEqualTo(Kind.LOCAL_FILE);
        assertThat(failure).hasMessageContaining(target.toString());
    }

    @Test
    void aListenerThatFailsDoesNotEndThePull() {
        Future<Path> pull = puller().pull("site-a", digest, -1, target, written -> {
            throw new IllegalStateException("a listener that fails on purpose");
        });

        assertThat(await(pull)).hasBinaryContent(content);
    }

    @Test
    void aFileThatIsGoneAtTheHolderEndsThePull() throws IOException {
        Files.delete(file);

        assertThat(failure(pull()).kind()).isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    void whatIsNoRequestIsRefused() {
        List<Map<String, String>> requests = List.of(
                Map.of(),
                Map.of("digest", digest, "peer", "coordinator", "offset", "-1", "length", "1"),
                Map.of("digest", digest, "peer", "coordinator", "offset", "0", "length", "0"),
                Map.of("digest", digest, "peer", "coordinator", "offset", "0", "length", "262145"),
                Map.of("digest", digest, "peer", "coordinator", "offset", "x", "length", "1"),
                Map.of("digest", digest, "peer", "../coordinator", "offset", "0", "length", "1"),
                Map.of("digest", "../../update", "peer", "coordinator", "offset", "0", "length", "1"));
        for (Map<String, String> headers : requests) {
            DeliveryOptions options = new DeliveryOptions();
            headers.forEach(options::addHeader);

            ReplyException refusal =
                    failure(vertx.eventBus().request(Address.blobs("site-a"), null, options), ReplyException.class);
            assertThat(refusal.failureCode()).isEqualTo(ChunkRequest.MALFORMED);
        }
    }

    @Test
    void grantsNeedADigestAndAPeer() {
        assertThatIllegalArgumentException().isThrownBy(() -> holder.grant("short", file, "coordinator"));
        assertThatIllegalArgumentException().isThrownBy(() -> holder.grant(digest, file, "No Peer"));
    }

    /** A reply that says what it likes. */
    private record Reply(Buffer body, DeliveryOptions options) {}

    private interface Answering {
        Reply answer(ChunkRequest request, Chunk chunk);
    }

    private static Reply honest(Chunk chunk) {
        return new Reply(chunk.body(), chunk.options());
    }

    private static Reply spoiled(Chunk chunk) {
        Buffer bytes = Buffer.buffer(chunk.bytes().array());
        bytes.setByte(0, (byte) (bytes.getByte(0) + 1));
        return new Reply(bytes, chunk.options());
    }

    private void serveRaw(Answering answering) {
        vertx.eventBus().consumer(Address.blobs("site-a"), message -> {
            ChunkRequest request = ChunkRequest.from(message.headers()).orElseThrow();
            Reply reply = answering.answer(request, read(request));
            message.reply(reply.body(), reply.options());
        });
    }

    private Chunk read(ChunkRequest request) {
        try {
            return Chunk.read(file, request.offset(), request.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private BlobPuller puller() {
        return new BlobPuller(vertx, "coordinator", IMPATIENT);
    }

    private Future<Path> pull() {
        return puller().pull("site-a", digest, content.length, target, written -> {});
    }

    private Path part() {
        return target.resolveSibling(target.getFileName() + ".part");
    }

    private static long size(Path path) {
        return path.toFile().length();
    }

    private static TransferException failure(Future<?> future) {
        return failure(future, TransferException.class);
    }

    private static <E extends Throwable> E failure(Future<?> future, Class<E> type) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, () -> await(future));
        assertThat(failure).as("the failure of what should fail").isNotNull();
        assertThat(failure.getCause()).isInstanceOf(type);
        return type.cast(failure.getCause());
    }
}
