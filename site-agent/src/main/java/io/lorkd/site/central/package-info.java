/** Training where all data is in one place: foundation models, and experts that are fine-tuned. */
package io.lorkd.site.central;
