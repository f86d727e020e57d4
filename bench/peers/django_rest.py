"""The same questions as Django REST Framework viewsets, on the data that all peers hold (`BENCH_PEERS`)."""
# Django and its framework are installed only beside this peer, so nothing here has a type that can be checked.
# mypy: ignore-errors

import os
from typing import Any

import django
from django.conf import settings

# A project in one file: Django wants its settings before its models.
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["BENCH_PEERS"], "CONN_MAX_AGE": None}
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=["django.middleware.http.ConditionalGetMiddleware"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "PAGE_SIZE": 50,
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="nothing is signed",  # noqa: S106
    USE_TZ=False,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from rest_framework import decorators, filters, response, routers, serializers, viewsets  # noqa: E402


class Entity(models.Model):
    """What rows of classes and medications share."""

    slug = models.TextField(primary_key=True)
    id = models.TextField(unique=True)
    name = models.TextField()
    summary = models.TextField()
    strength = models.TextField(null=True)
    direction = models.TextField()
    codes = models.JSONField()
    pathways = models.JSONField()
    mechanisms = models.JSONField()

    class Meta:
        """Shared columns, no table of its own."""

        abstract = True
        ordering = ("slug",)


class Medication(Entity):
    """A medication."""

    classes = models.JSONField()

    class Meta(Entity.Meta):
        """The table that is there."""

        app_label, db_table, managed = "bench", "medications", False


class Listed(Entity):
    """A class as lists show it."""

    parent = models.TextField(null=True)
    member_directions = models.JSONField()

    class Meta(Entity.Meta):
        """The table that is there."""

        app_label, db_table, managed = "bench", "classes", False


class Whole(Entity):
    """A class with all that belongs to it."""

    parent = models.TextField(null=True)
    member_directions = models.JSONField()
    names = models.JSONField()
    children = models.JSONField()
    effects = models.JSONField()

    class Meta(Entity.Meta):
        """The table that is there."""

        app_label, db_table, managed = "bench", "class_documents", False


class Claim(models.Model):
    """A statement with its evidence."""

    id = models.TextField(primary_key=True)
    subject = models.ForeignKey(Whole, models.DO_NOTHING, to_field="id", db_column="subject", related_name="claims")
    kind = models.TextField()
    statement = models.TextField()
    direction = models.TextField(null=True)
    basis = models.TextField()
    strength = models.TextField()
    supporting = models.IntegerField()
    disputing = models.IntegerField()
    mechanism = models.TextField(null=True)
    pathway = models.TextField(null=True)
    evidence = models.JSONField()

    class Meta:
        """The table that is there."""

        app_label, db_table, managed = "bench", "claims", False


class Term(models.Model):
    """A name or code, and what it is one of."""

    number = models.IntegerField(primary_key=True)
    term = models.TextField()
    kind = models.TextField()
    entity = models.TextField()
    type = models.TextField()
    name = models.TextField()
    summary = models.TextField()

    class Meta:
        """The table that is there."""

        app_label, db_table, managed = "bench", "terms", False
        ordering = ("number",)


def serializer(of: Any, **nested: Any) -> Any:
    """A `ModelSerializer` of all columns."""
    meta = type("Meta", (), {"model": of, "fields": [f.name for f in of._meta.fields] + list(nested)})
    return type(f"{of.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta, **nested})


MedicationSerializer = serializer(Medication)
WholeSerializer = serializer(Whole, claims=serializer(Claim)(many=True))


class ClassViewSet(viewsets.ReadOnlyModelViewSet):
    """Medication classes."""

    queryset = Listed.objects.all()
    serializer_class = serializer(Listed)

    def retrieve(self, _request: Any, pk: str) -> Any:
        """One class, whole."""
        return response.Response(WholeSerializer(Whole.objects.prefetch_related("claims").get(pk=pk)).data)

    @decorators.action(detail=True)
    def medications(self, _request: Any, pk: str) -> Any:
        """The medications of a class."""
        sql = (
            "SELECT m.* FROM medications m JOIN memberships b ON b.medication = m.id"
            " WHERE b.medication_class = %s ORDER BY m.slug"
        )
        found = Medication.objects.raw(sql, [f"medication-classes/{pk}"])
        return response.Response(MedicationSerializer(found, many=True).data)


class TermViewSet(viewsets.ReadOnlyModelViewSet):
    """Names and codes."""

    queryset = Term.objects.all()
    serializer_class = serializer(Term)
    filter_backends = [filters.SearchFilter]
    search_fields = ["term"]


router = routers.SimpleRouter()
router.register("classes", ClassViewSet)
router.register("terms", TermViewSet)
urlpatterns = router.urls
application = get_wsgi_application()
