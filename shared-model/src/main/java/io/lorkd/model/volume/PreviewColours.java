package io.lorkd.model.volume;

import java.awt.Color;

/** A colour for each class, told apart on grey and with each kind of colour vision as long as there are few. */
final class PreviewColours {

    /** Of Okabe and Ito's palette, all but black; neighbours here are far apart. */
    private static final int[] FIRST = {0xE69F00, 0x56B4E9, 0x009E73, 0xCC79A7, 0xF0E442, 0x0072B2, 0xD55E00};

    /** Steps of the golden section never come back to a hue that is near. */
    private static final float HUE_STEP = 0.618034f;

    private PreviewColours() {}

    static Color of(int position) {
        if (position < FIRST.length) {
            return new Color(FIRST[position]);
        }
        int further = position - FIRST.length;
        return Color.getHSBColor(further * HUE_STEP % 1, further % 2 == 0 ? 0.85f : 0.5f, 0.95f);
    }
}
