/**
 * Volumes and masks that a region is trained and tested on: sets in the Medical Segmentation Decathlon's layout or
 * described, phantoms, how they are split, prepared and kept, and the patches that training reads of them. Everything here
 * is a pure function of the files and a seed.
 */
package io.lorkd.model.data.volumes;
