/** What a hospital allows its agent: which plans, and whether each has to be accepted by a person first. */
package io.lorkd.site.policy;
