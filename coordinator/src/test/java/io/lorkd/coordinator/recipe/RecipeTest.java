package io.lorkd.coordinator.recipe;

import io.lorkd.model.InvalidInputException;
import io.lorkd.model.network.Network;
import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.PlanReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecipeTest {

    @Test
    void buildsTheNetworkOfAPlanForImages() {
        Network network = Recipe.network(plan("network: {architecture: shufflenet-v2-x0.5}"));

        assertThat(network.isSegmenting()).isFalse();
        assertThat(network.name()).isEqualTo("shufflenet-v2-x0.5");
    }

    @Test
    void sharesATrunkAloneWhereHeadsStayAtTheSites() {
        Recipe recipe = Recipe.of(plan("network: {architecture: unet3d-nano}\nsegmentation: {head: convolution}"));

        assertThat(recipe.network().isSegmenting()).isTrue();
        assertThat(recipe.manifest().parameters()).isEqualTo(22_582_912);
    }

    @Test
    void sharesTheQueryDecoderWhereThePlanAsksForIt() {
        Recipe recipe = Recipe.of(plan("network: {architecture: unet3d-nano}\nsegmentation: {head: query}"));

        assertThat(recipe.manifest().parameters()).isEqualTo(57_235_872);
    }

    /** With local normalisation, instance normalisations stay at the site, and the decoder's layer normalisations do not. */
    @Test
    void keepsOnlyTheUNetsNormalisationsLocal() {
        Recipe recipe = Recipe.of(plan("network: {architecture: unet3d-nano}\nsegmentation: {head: query}\n"
                + "normalisation: {scope: local}"));
        int normalised = 2 * 2 * (32 + 64 + 128 + 256 + 512 + 256 + 128 + 64 + 32);

        assertThat(recipe.manifest().parameters()).isEqualTo(57_235_872 - normalised);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unet3d-tiny | | network.architecture: found unet3d-tiny, which segments volumes, in a plan without a section"
                        + " segmentation, which classifies images; allowed are shufflenet-v2-x0.5,",
                "resnet-18 | segmentation: {head: convolution} | network.architecture: found resnet-18, which classifies"
                        + " images, in a plan with a section segmentation; allowed are unet3d-tiny, unet3d-nano, unet3d-pro",
                "resnet-1001 | segmentation: {} | no network is named \"resnet-1001\"",
                "unet3d-tiny | segmentation: {patch: [32, 32, 20]} | segmentation.patch: unet3d-tiny takes inputs whose"
                        + " extents are multiples of 8; found 32 x 32 x 20",
                "unet3d-tiny | segmentation: {head: query, patch: [24, 32, 32]} | segmentation.patch: unet3d-tiny with its"
                        + " query decoder takes inputs whose extents are multiples of 16; found 24 x 32 x 32",
            })
    void refusesANetworkThatDoesNotFitThePlan(String architecture, String segmentation, String message) {
        Plan plan =
                plan("network: {architecture: " + architecture + "}\n" + (segmentation == null ? "" : segmentation));

        assertThatThrownBy(() -> Recipe.of(plan))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    private static Plan plan(String text) {
        return PlanReader.parse(text, "a test");
    }
}
