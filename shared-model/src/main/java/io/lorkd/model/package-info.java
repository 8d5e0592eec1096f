/** What is trained. This package holds only what all the rooms below it share. */
package io.lorkd.model;
