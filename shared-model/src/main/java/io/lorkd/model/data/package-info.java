/**
 * What a region is trained and tested on: MedMNIST files, folders of images and phantoms, how they are split, and the
 * order in which a site's training reads them. Everything here is a pure function of the files and a seed.
 */
package io.lorkd.model.data;
